import { describe, expect, test } from "@jest/globals";
import type { Express } from "express";
import {
  aServer,
  closeAfterEach,
  request,
  roundTrips,
  TRANSPORTS,
  type TestOptions,
  type TestServer,
} from "./support/a-server.js";
import type { RawClient } from "./support/raw-client.js";

closeAfterEach();

const MAX_RECEIVING = 10_000;
const BODY_BYTES = 5_000;
/** So much is sent at first that four are below the bound and five above it. */
const PART_BYTES = 2_300;

const ECHO = request("POST", "/echo", { body: "x" });
const start = (path: string, bytes = BODY_BYTES): string =>
  `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${bytes}\r\n\r\n`;
const part = (path: string): string => start(path) + "x".repeat(PART_BYTES);
const REST = "x".repeat(BODY_BYTES - PART_BYTES);

/** Answers with the length of what came. */
function uploads(app: Express): void {
  app.post("/upload", (req, res) => {
    const body = req.body as Buffer;
    res.json({ bytes: body.length });
  });
}

describe.each(TRANSPORTS)("the bound on what is being received over %s", (transport) => {
  const aBoundedServer = (options: TestOptions = {}): Promise<TestServer> =>
    aServer({
      transport,
      routes: uploads,
      maxHotBodyBytes: 100_000,
      ...options,
      limits: { maxReceivingBytes: MAX_RECEIVING, ...options.limits },
    });

  /** Connections that have each sent a part of a body, which the server has read. */
  async function slowSenders(
    { connect }: TestServer,
    n: number,
    path: string,
  ): Promise<RawClient[]> {
    const senders = [];
    for (let i = 0; i < n; i++) {
      const sender = await connect();
      await sender.send(ECHO).reply();
      senders.push(sender.send(part(path)));
    }
    await roundTrips(await connect());
    return senders;
  }

  test.each(["/echo", "/upload"])(
    "of many slow senders to %s, the one too many is refused and the others are served",
    async (path) => {
      const server = await aBoundedServer();
      const senders = await slowSenders(server, 4, path);
      expect(server.server.receivingBytes).toBeGreaterThanOrEqual(4 * PART_BYTES);
      expect(server.server.receivingBytes).toBeLessThanOrEqual(MAX_RECEIVING);
      expect(server.refused).toEqual([]);

      const [late] = await slowSenders(server, 1, path);
      const reply = await late?.reply();
      expect(reply).toMatchObject({ status: 503, reason: "Service Unavailable" });
      expect(reply?.body).toContain('"code":"unavailable"');
      expect(reply?.headers.get("retry-after")).toBe("1");
      expect(reply?.headers.get("connection")).toBe("close");
      expect(server.refused).toEqual(["receiving"]);
      late?.socket.destroy();
      await server.closedCount(1);
      expect(server.closed).toEqual(["refused"]);

      for (const sender of senders) expect((await sender.send(REST).reply())?.status).toBe(200);
      expect(server.server.receivingBytes).toBe(0);
    },
  );

  test.each(["/echo", "/upload"])(
    "what broken-off requests to %s held is free again",
    async (path) => {
      const server = await aBoundedServer();
      const [first, second, ...others] = await slowSenders(server, 4, path);
      first?.socket.destroy();
      second?.socket.end();
      for (const other of others) other.socket.resetAndDestroy();
      await server.closedCount(4);
      await roundTrips(await server.connect());
      expect(server.server.receivingBytes).toBe(0);
      const senders = await slowSenders(server, 4, path);
      for (const sender of senders) expect((await sender.send(REST).reply())?.status).toBe(200);
    },
  );

  test.each(["/echo", "/upload"])(
    "a request to %s that is alone may be larger than the bound",
    async (path) => {
      const server = await aBoundedServer();
      const [sender, other] = [await server.connect(), await server.connect()];
      sender.send(start(path, 50_000));
      for (let i = 0; i < 50; i++) {
        expect(server.server.receivingBytes).toBeLessThan(50_000);
        sender.send("x".repeat(1_000));
        await other.send(ECHO).reply();
      }
      expect((await sender.reply())?.status).toBe(200);
      expect(server.server.receivingBytes).toBe(0);
    },
  );

  test("small requests pass while slow senders hold all there is", async () => {
    const server = await aBoundedServer();
    await slowSenders(server, 4, "/echo");
    const client = await server.connect();
    const body = "y".repeat(1_000);
    expect((await client.send(request("POST", "/echo", { body })).reply())?.body).toBe(body);
    expect((await client.send(request("POST", "/upload", { body })).reply())?.status).toBe(200);
  });

  test("a chunked body counts as it comes, not as it is framed", async () => {
    const server = await aBoundedServer();
    const sender = await server.connect();
    sender.send(request("POST", "/echo", { headers: ["Transfer-Encoding: chunked"] }));
    sender.send("1\r\nx\r\n".repeat(3_000));
    await roundTrips(await server.connect());
    expect(server.server.receivingBytes).toBe(3_000);
    expect((await sender.send("0\r\n\r\n").reply())?.body).toBe("x".repeat(3_000));
    expect(server.server.receivingBytes).toBe(0);
  });

  test("a request behind a parked one is refused after the answer", async () => {
    const server = await aBoundedServer();
    const parking = await server.connect();
    parking.send(request("GET", "/park"));
    await server.parkedCount(1);
    const senders = await slowSenders(server, 4, "/echo");
    parking.send(part("/echo"));
    await server.refusedCount(1);
    parking.send(REST + ECHO.repeat(50_000));
    server.parked[0]?.send(200, "parked");
    expect(await parking.reply()).toMatchObject({ status: 200, body: "parked" });
    const reply = await parking.reply();
    expect(reply?.status).toBe(503);
    expect(reply?.headers.get("retry-after")).toBe("1");
    parking.socket.destroy();
    await server.closedCount(1);
    expect([server.refused, server.closed]).toEqual([["receiving"], ["refused"]]);
    for (const sender of senders) expect((await sender.send(REST).reply())?.status).toBe(200);
    expect(server.server.receivingBytes).toBe(0);
  });

  test("a refused sender that goes on sending can read why", async () => {
    const server = await aBoundedServer({ maxHotBodyBytes: 10_000_000 });
    await slowSenders(server, 4, "/echo");
    const sender = await server.connect();
    sender.send(start("/echo", 5_000_000) + "x".repeat(5_000_000));
    expect((await sender.reply())?.status).toBe(503);
    expect(await sender.ended()).toBe("");
  });
});
