import { once } from "node:events";
import { connect as connectPlain } from "node:net";
import { describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { connectionOf } from "../src/index.js";
import { aServer, closeAfterEach, request, TRANSPORTS } from "./support/a-server.js";
import { aTlsServer, isServed, type TlsServer } from "./support/a-tls-server.js";
import { TestCa, tlsFiles, type Identity } from "./support/certificates.js";
import { RawClient } from "./support/raw-client.js";

closeAfterEach();

const ECHO = request("POST", "/echo", { body: "x" });
const PARK = request("GET", "/park");

describe.each(TRANSPORTS)("TLS over %s", (transport) => {
  const start = (options: Parameters<typeof aTlsServer>[0] = {}): Promise<TlsServer> =>
    aTlsServer({ transport, ...options });

  test("a large reply to many clients that do not read is not encrypted ahead for each", async () => {
    const { open, parked, parkedCount, server } = await start({ policy: "none" });
    const clients = [];
    for (let i = 0; i < 10; i++) {
      const client = (await open()).send(PARK);
      client.socket.pause();
      await parkedCount(i + 1);
      clients.push(client);
    }
    const body = Buffer.alloc(16_000_000, "abcdefg");
    // What TLS holds is outside of everything that JavaScript counts.
    const before = process.memoryUsage.rss();
    for (const reply of parked) reply.send(200, body);
    expect(process.memoryUsage.rss() - before).toBeLessThan(5 * body.length);
    expect(server.unsentBytes).toBe(body.length);
    clients[0]?.socket.resume();
    expect((await clients[0]?.reply())?.body).toBe(body.toString("latin1"));
  });

  test("the handler sees subject, names and dates of the client's certificate", async () => {
    const { ca, open, parked, parkedCount } = await start();
    const identity = await ca.issue({ name: "agent-7", uris: ["urn:site:7"], dnsNames: ["a.b"] });
    (await open(identity)).send(PARK);
    await parkedCount(1);
    const connection = parked[0]?.connection;
    expect(connection?.encrypted).toBe(true);
    expect(connection?.clientCertificate()).toMatchObject({
      subject: "CN=agent-7",
      uris: ["urn:site:7"],
      dnsNames: ["a.b"],
      validity: "valid",
    });
  });

  test("hot, pipelined and express requests are answered", async () => {
    const { ca, open } = await start();
    const client = await open(await ca.issue());
    client.send(ECHO + ECHO + request("GET", "/livez"));
    expect((await client.reply())?.body).toBe("x");
    expect((await client.reply())?.body).toBe("x");
    expect((await client.reply())?.body).toBe('{"status":"ok"}');
  });

  test("a peer that resets its connection is noticed while a reply is parked", async () => {
    const { ca, open, parkedCount, closed, closedCount } = await start();
    const client = (await open(await ca.issue())).send(PARK);
    await parkedCount(1);
    client.socket.destroy();
    await closedCount(1);
    expect(closed).toEqual(["peer"]);
  });

  test("who does not verify is refused, under every policy", async () => {
    const other = await TestCa.create("other authority");
    const stranger = await other.issue();
    for (const policy of ["required", "optional"] as const) {
      const { ca, server, refusedCount } = await start({ policy });
      const trust = { ca: ca.pem };
      expect(await isServed(server.port, { ...trust, ...stranger })).toBe(false);
      await refusedCount(1);
      const expired = await ca.issue({ notAfter: new Date(Date.now() - 1_000) });
      expect(await isServed(server.port, { ...trust, ...expired })).toBe(false);
      const early = await ca.issue({ notBefore: new Date(Date.now() + 60_000) });
      expect(await isServed(server.port, { ...trust, ...early })).toBe(false);
      expect(await isServed(server.port, trust)).toBe(policy === "optional");
      expect(await isServed(server.port, { ...trust, ...(await ca.issue()) })).toBe(true);
    }
  });

  test("a connection whose certificate expires is no longer valid and then cut", async () => {
    const clock = new FakeClock({ wallMs: Date.now() });
    const { ca, open, parked, parkedCount, closed, closedCount } = await start({ clock });
    const client = await open(await ca.issue({ notAfter: new Date(Date.now() + 60_000) }));
    client.send(PARK);
    await parkedCount(1);
    clock.stepWallClock(61_000);
    expect(parked[0]?.connection.clientCertificate()?.validity).toBe("expired");
    clock.advance(1_000);
    await closedCount(1);
    expect(closed).toEqual(["server"]);
  });

  test.each(["TLSv1.2", "TLSv1.3"] as const)("a %s session is not resumed", async (version) => {
    const { ca, open } = await start();
    const identity = await ca.issue();
    const versions = { minVersion: version, maxVersion: version } as const;
    const first = await open({ ...identity, ...versions });
    const sessions: Buffer[] = [];
    first.socket.on("session", (session: Buffer) => sessions.push(session));
    await first.send(ECHO).reply();
    const session = sessions.at(-1) ?? first.socket.getSession();
    first.socket.destroy();
    const second = await open({ ...identity, ...versions, ...(session ? { session } : {}) });
    await second.send(ECHO).reply();
    expect(second.socket.isSessionReused()).toBe(false);
  });

  test("TLS 1.1 is refused", async () => {
    const { ca, server } = await start({ policy: "none" });
    const old = { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ca: ca.pem } as const;
    const ciphers = "DEFAULT@SECLEVEL=0";
    expect(await isServed(server.port, { ...old, ciphers })).toBe(false);
  });

  test("a new certificate is served after a reload and old connections stay", async () => {
    const { ca, open, files, server } = await start();
    const identity = await ca.issue();
    const before = await open(identity);
    await before.send(ECHO).reply();
    await files.write(await ca.issue({ name: "renewed" }), ca.pem);
    await server.reloadTls();
    const after = await open(identity);
    expect(after.socket.getPeerCertificate().subject.CN).toBe("renewed");
    expect((await before.send(ECHO).reply())?.status).toBe(200);
  });

  test("an express route learns who is asking", async () => {
    const { ca, open } = await start({
      routes: (app) =>
        app.get("/who", (req, res) => {
          res.send(connectionOf(req).clientCertificate()?.subject);
        }),
    });
    const client = await open(await ca.issue({ name: "agent-7" }));
    expect((await client.send(request("GET", "/who")).reply())?.body).toBe("CN=agent-7");
  });

  test("files that do not fit together change nothing", async () => {
    const { ca, open, files, server } = await start();
    const [one, two] = [await ca.issue(), await ca.issue()];
    await files.write({ cert: one.cert, key: two.key } satisfies Identity, ca.pem);
    await expect(server.reloadTls()).rejects.toMatchObject({ code: "invalid_argument" });
    await files.write(one, "nothing");
    await expect(server.reloadTls()).rejects.toThrow("holds no certificate");
    expect((await (await open(one)).send(ECHO).reply())?.status).toBe(200);
  });

  test("an unfinished handshake is ended and counted, and does not hold up closing", async () => {
    const { server, refused, refusedCount } = await start({ limits: { headersTimeoutMs: 50 } });
    const silent = connectPlain({ port: server.port, host: "127.0.0.1" });
    await once(silent, "connect");
    await Promise.all([refusedCount(1), once(silent, "close")]);
    expect(refused).toEqual(["tls"]);
    const clock = new FakeClock({ wallMs: Date.now() });
    const second = await start({ clock });
    const hanging = connectPlain({ port: second.server.port, host: "127.0.0.1" });
    hanging.on("error", () => undefined);
    await once(hanging, "connect");
    // The server has accepted the connection once a later one has been served.
    expect(
      await isServed(second.server.port, { ca: second.ca.pem, ...(await second.ca.issue()) }),
    ).toBe(true);
    const closing = second.server.close();
    clock.advance(50);
    await closing;
  });

  test("plain HTTP on a TLS port is counted and harmless", async () => {
    const { server, ca, refusedCount } = await start();
    const plain = await RawClient.connect(server.port);
    plain.send(ECHO);
    await refusedCount(1);
    await plain.ended();
    expect(await isServed(server.port, { ca: ca.pem, ...(await ca.issue()) })).toBe(true);
  });
});

describe("TLS settings", () => {
  test("client certificates without a CA file are refused at the start", async () => {
    const files = await tlsFiles();
    const tls = { ...files, clientCertificate: "required" as const };
    const { caFile: _caFile, ...withoutCa } = tls;
    await expect(aServer({ tls: withoutCa })).rejects.toThrow("need a caFile");
  });

  test("a missing file is named", async () => {
    const files = await tlsFiles();
    const tls = { ...files, clientCertificate: "required" as const };
    await expect(aServer({ tls })).rejects.toMatchObject({
      code: "invalid_argument",
      message: `tls certFile ${files.certFile} cannot be read`,
    });
  });

  test("a server without TLS has nothing to reload", async () => {
    const { server } = await aServer();
    await expect(server.reloadTls()).rejects.toMatchObject({ code: "invalid_argument" });
  });

  test("changed files are noticed and loaded", async () => {
    let notify: () => void = () => undefined;
    const reloaded = new Promise<void>((resolve) => (notify = resolve));
    const { ca, open, files } = await aTlsServer({
      policy: "none",
      watchMs: 10,
      log: (event) => {
        if (event.event === "tls_reloaded") notify();
      },
    });
    await open();
    await files.write(await ca.issue({ name: "renewed" }), ca.pem);
    await reloaded;
    expect((await open()).socket.getPeerCertificate().subject.CN).toBe("renewed");
  });
});
