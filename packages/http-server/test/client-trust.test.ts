import { once } from "node:events";
import { connect as connectPlain, type Socket } from "node:net";
import { describe, expect, test } from "@jest/globals";
import { closeAfterEach, request, TRANSPORTS } from "./support/a-server.js";
import { aTlsServer, isServed, type TlsServer } from "./support/a-tls-server.js";
import { TestCa, type Identity } from "./support/certificates.js";

closeAfterEach();

const PARK = request("GET", "/park");

describe.each(TRANSPORTS)("trust in clients over %s", (transport) => {
  const start = (options: Parameters<typeof aTlsServer>[0] = {}): Promise<TlsServer> =>
    aTlsServer({ transport, ...options });

  test("a new CA ends the connections that the old one let in", async () => {
    const { ca, open, files, server, parkedCount, closed, closedCount } = await start();
    (await open(await ca.issue())).send(PARK);
    await parkedCount(1);
    const successor = await TestCa.create("successor");
    await files.write(await ca.issue(), successor.pem);
    await server.reloadTls();
    await closedCount(1);
    expect(closed).toEqual(["server"]);
    const trust = { ca: ca.pem };
    expect(await isServed(server.port, { ...trust, ...(await ca.issue()) })).toBe(false);
    expect(await isServed(server.port, { ...trust, ...(await successor.issue()) })).toBe(true);
  });

  test("who is still trusted after a change of the CA keeps its connection and what it waits for", async () => {
    const { ca, open, files, server, parked, parkedCount } = await start();
    const client = (await open(await ca.issue())).send(PARK);
    await parkedCount(1);
    const other = await TestCa.create("one more");
    await files.write(await ca.issue(), `${ca.pem}\n${other.pem}`);
    await server.reloadTls();
    await files.write(await ca.issue(), `${other.pem}\n${ca.pem}`);
    await server.reloadTls();
    parked[0]?.send(200, "kept");
    expect((await client.reply())?.body).toBe("kept");
  });

  test("a handshake begun under the old CA is judged by the new one", async () => {
    const { ca, files, server, refused, refusedCount } = await start();
    const begin = async (): Promise<Socket> => {
      const socket = connectPlain({ port: server.port, host: "127.0.0.1" });
      await once(socket, "connect");
      // The server has accepted the connection once a later one has been served.
      expect(await isServed(server.port, { ca: ca.pem, ...(await ca.issue()) })).toBe(true);
      return socket;
    };
    const trusted = { ca: ca.pem, ...(await ca.issue()) };
    const kept = await begin();
    const successor = await TestCa.create("successor");
    await files.write(await ca.issue(), `${ca.pem}\n${successor.pem}`);
    await server.reloadTls();
    expect(await isServed(server.port, { socket: kept, ...trusted })).toBe(true);
    const outlived = await begin();
    await files.write(await ca.issue(), successor.pem);
    await server.reloadTls();
    expect(await isServed(server.port, { socket: outlived, ...trusted })).toBe(false);
    await refusedCount(1);
    expect(refused).toEqual(["certificate"]);
  });

  test("a chain that is longer than allowed is refused", async () => {
    const { ca, server, refusedCount } = await start({ maxChainDepth: 1 });
    const first = await ca.authority("first");
    const second = await first.authority("second");
    const behind = ({ cert, key }: Identity, ...between: TestCa[]): Identity => ({
      cert: [cert, ...between.map(({ pem }) => pem)].join("\n"),
      key,
    });
    const trust = { ca: ca.pem };
    const short = behind(await first.issue(), first);
    expect(await isServed(server.port, { ...trust, ...short })).toBe(true);
    const long = behind(await second.issue(), second, first);
    expect(await isServed(server.port, { ...trust, ...long })).toBe(false);
    await refusedCount(1);
  });

  test("a chain with more certificates than are looked through is refused", async () => {
    const { ca, server, refusedCount } = await start();
    const { cert, key } = await ca.issue();
    const bloated = [cert, ...Array.from({ length: 17 }, () => ca.pem)].join("\n");
    expect(await isServed(server.port, { ca: ca.pem, cert: bloated, key })).toBe(false);
    await refusedCount(1);
  });
});
