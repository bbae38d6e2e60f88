import { describe, expect, test } from "@jest/globals";
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

const PARK = request("GET", "/park");
/** More than the kernel takes for a client that does not read. */
const UNREAD_BYTES = 16_000_000;
const LARGE_BYTES = 50_000;

describe.each(TRANSPORTS)("the bound on unsent replies over %s", (transport) => {
  const aBoundedServer = (options: TestOptions = {}): Promise<TestServer> =>
    aServer({ transport, limits: { maxUnsentBytes: 1_000_000 }, ...options });

  /** Clients that each wait for a parked reply and read nothing. */
  async function deafClients(server: TestServer, n: number): Promise<RawClient[]> {
    const clients = [];
    const before = server.parked.length;
    for (let i = 0; i < n; i++) {
      const client = (await server.connect()).send(PARK);
      client.socket.pause();
      await server.parkedCount(before + i + 1);
      clients.push(client);
    }
    return clients;
  }

  async function largeReply(server: TestServer): Promise<number | undefined> {
    const before = server.parked.length;
    const client = (await server.connect()).send(PARK);
    await server.parkedCount(before + 1);
    server.parked.at(-1)?.send(200, Buffer.alloc(LARGE_BYTES));
    return (await client.reply())?.status;
  }

  test("a large reply beyond it is answered 503, and passes once the others are taken", async () => {
    const server = await aBoundedServer();
    const [deaf] = await deafClients(server, 1);
    server.parked[0]?.send(200, Buffer.alloc(UNREAD_BYTES));
    expect(server.server.unsentBytes).toBe(UNREAD_BYTES);

    const client = (await server.connect()).send(PARK);
    await server.parkedCount(2);
    server.parked[1]?.send(200, Buffer.alloc(LARGE_BYTES));
    const reply = await client.reply();
    expect(reply).toMatchObject({ status: 503, reason: "Service Unavailable" });
    expect(reply?.body).toContain('"code":"unavailable"');
    expect(reply?.headers.get("retry-after")).toBe("1");
    expect(server.refused).toEqual(["unsent"]);
    expect(server.answered).toEqual(["hot 200", "hot 503"]);
    // Nothing was wrong with the request: the connection goes on.
    expect((await client.send(request("POST", "/echo", { body: "y" })).reply())?.body).toBe("y");

    deaf?.socket.resume();
    expect((await deaf?.reply())?.body.length).toBe(UNREAD_BYTES);
    await roundTrips(client);
    expect(server.server.unsentBytes).toBe(0);
    expect(await largeReply(server)).toBe(200);
  });

  test("one Buffer sent to many clients that do not read counts once", async () => {
    const server = await aBoundedServer({ limits: { maxUnsentBytes: UNREAD_BYTES + 100_000 } });
    const clients = await deafClients(server, 20);
    const shared = Buffer.alloc(UNREAD_BYTES);
    for (const parked of server.parked) parked.send(200, shared);
    expect(server.server.unsentBytes).toBe(UNREAD_BYTES);
    expect(server.refused).toEqual([]);
    expect(await largeReply(server)).toBe(200);
    for (const client of clients.slice(1)) client.socket.destroy();
    await server.closedCount(19);
    await roundTrips(await server.connect());
    expect(server.server.unsentBytes).toBe(UNREAD_BYTES);
    clients[0]?.socket.destroy();
    await server.closedCount(20);
    await roundTrips(await server.connect());
    expect(server.server.unsentBytes).toBe(0);
  });

  test("the same text to many clients counts for each", async () => {
    const server = await aBoundedServer({ limits: { maxUnsentBytes: 2 * UNREAD_BYTES } });
    await deafClients(server, 3);
    const text = "x".repeat(UNREAD_BYTES);
    for (const parked of server.parked) parked.send(200, text);
    expect(server.server.unsentBytes).toBe(2 * UNREAD_BYTES);
    expect(server.refused).toEqual(["unsent"]);
  });

  test("large replies that were never begun are given back with their connection", async () => {
    const server = await aBoundedServer({ limits: { maxUnsentBytes: 100_000_000 } });
    const client = await server.connect();
    client.socket.pause();
    client.send(PARK + PARK);
    await server.parkedCount(1);
    if (transport === "node-http") {
      // The second answer is ready before the first, and waits for it.
      await server.parkedCount(2);
      server.parked[1]?.send(200, Buffer.alloc(UNREAD_BYTES));
    } else server.parked[0]?.send(200, Buffer.alloc(UNREAD_BYTES));
    expect(server.server.unsentBytes).toBe(UNREAD_BYTES);
    client.socket.destroy();
    await server.closedCount(1);
    await roundTrips(await server.connect());
    expect(server.server.unsentBytes).toBe(0);
  });

  test("small replies pass while deaf clients hold all there is", async () => {
    const server = await aBoundedServer();
    await deafClients(server, 1);
    server.parked[0]?.send(200, Buffer.alloc(UNREAD_BYTES));
    const client = (await server.connect()).send(PARK);
    await server.parkedCount(2);
    server.parked[1]?.send(200, Buffer.alloc(16_384));
    expect((await client.reply())?.status).toBe(200);
    expect(server.server.unsentBytes).toBe(UNREAD_BYTES);
  });
});
