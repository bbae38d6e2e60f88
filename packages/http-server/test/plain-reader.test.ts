import { describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import type { HotReply } from "../src/index.js";
import { aServer, closeAfterEach, request, roundTrips } from "./support/a-server.js";

closeAfterEach();

const ECHO = request("POST", "/echo", { body: "x" });
const PARK = request("GET", "/park");

describe("the plain reader", () => {
  test("hot, other and again hot requests on one connection are answered in order", async () => {
    const { connect } = await aServer();
    const client = await connect();
    client.send(ECHO + ECHO + request("GET", "/livez") + ECHO + request("GET", "/nothing"));
    const statuses = [];
    for (let i = 0; i < 5; i++) statuses.push((await client.reply())?.status);
    expect(statuses).toEqual([200, 200, 200, 200, 404]);
    expect((await client.send(ECHO).reply())?.body).toBe("x");
  });

  test("what follows a parked request goes to node:http only after the answer", async () => {
    const { connect, parked, parkedCount } = await aServer();
    const client = (await connect()).send(PARK + request("GET", "/livez") + PARK);
    await parkedCount(1);
    parked[0]?.send(200, "first");
    expect((await client.reply())?.body).toBe("first");
    expect((await client.reply())?.body).toBe('{"status":"ok"}');
    await parkedCount(2);
    parked[1]?.send(200, "last");
    expect((await client.reply())?.body).toBe("last");
  });

  test("a connection keeps its end listeners when node:http takes it over", async () => {
    const { connect, parked, parkedCount, closed, closedCount } = await aServer();
    const client = (await connect()).send(PARK);
    await parkedCount(1);
    parked[0]?.send(200, "");
    await client.reply();
    await client.send(request("GET", "/livez")).reply();
    client.socket.destroy();
    await closedCount(1);
    expect(closed).toEqual(["peer"]);
  });

  test("the handler is asked once for a request it declines", async () => {
    const { connect, seen } = await aServer();
    const client = await connect();
    const decline = request("POST", "/decline", { body: "x" });
    expect((await client.send(decline).reply())?.status).toBe(404);
    expect(seen).toHaveLength(1);
    expect((await client.send(decline).reply())?.status).toBe(404);
    expect(seen).toHaveLength(2);
  });

  test("a head that trickles in is still served", async () => {
    const { connect, seen } = await aServer();
    const [client, other] = [await connect(), await connect()];
    for (const byte of ECHO) {
      client.send(byte);
      await other.send(ECHO).reply();
    }
    expect((await client.reply())?.body).toBe("x");
    expect(seen).toHaveLength(ECHO.length + 1);
  });

  test("one answer for many waiters reaches each of them", async () => {
    const { connect, parked, parkedCount } = await aServer();
    const clients = await Promise.all(Array.from({ length: 200 }, () => connect()));
    for (const client of clients) client.send(PARK);
    await parkedCount(clients.length);
    const body = Buffer.from('{"data":"shared"}');
    for (const reply of parked) reply.send(200, body);
    const bodies = await Promise.all(clients.map(async (client) => (await client.reply())?.body));
    expect(new Set(bodies)).toEqual(new Set(['{"data":"shared"}']));
  });

  test("a reply may be sent while the handler of another connection runs", async () => {
    const waiting: HotReply[] = [];
    const order: string[] = [];
    const { connect } = await aServer({
      hot: {
        claims: () => true,
        maxBodyBytes: 10,
        handle: (_method, path, _body, reply) => {
          order.push(path);
          if (path === "/wait") waiting.push(reply);
          else {
            for (const parked of waiting.splice(0)) parked.send(200, "woken");
            order.push("done");
            reply.send(200, "set");
          }
          return true;
        },
      },
    });
    const waiter = (await connect()).send(request("GET", "/wait") + request("GET", "/set"));
    const setter = await connect();
    await setter.send(request("GET", "/set")).reply();
    expect((await waiter.reply())?.body).toBe("woken");
    expect((await waiter.reply())?.body).toBe("set");
    // The waiter's next request was not begun in the middle of the setter's handler.
    expect(order).toEqual(["/wait", "/set", "done", "/set", "done"]);
  });

  test("a client that floods behind a parked request is held back", async () => {
    const { connect, parked, parkedCount, seen } = await aServer();
    const [client, other] = [await connect(), await connect()];
    client.send(PARK);
    await parkedCount(1);
    const flood = 400_000;
    client.send(ECHO.repeat(flood));
    await roundTrips(other);
    expect(client.socket.writableLength).toBeGreaterThan(0);
    const before = seen.length;
    parked[0]?.send(200, "go on");
    expect((await client.reply())?.body).toBe("go on");
    expect((await client.reply())?.body).toBe("x");
    await other.send(ECHO).reply();
    expect(seen.length).toBeGreaterThan(before);
  });

  test("a client that takes no replies is not served further until it does", async () => {
    const body = Buffer.alloc(100_000, 0x61);
    let asked = 0;
    const { connect } = await aServer({
      hot: {
        claims: () => true,
        maxBodyBytes: 10,
        handle: (_method, path, _body, reply) => {
          if (path === "/large") asked++;
          reply.send(200, path === "/large" ? body : "x");
          return true;
        },
      },
    });
    const [client, other] = [await connect(), await connect()];
    client.socket.pause();
    client.send(request("GET", "/large").repeat(300));
    await roundTrips(other);
    expect(asked).toBeLessThan(300);
    client.socket.resume();
    for (let i = 0; i < 300; i++) expect((await client.reply())?.body.length).toBe(body.length);
    expect(asked).toBe(300);
  });

  test("an answer that cannot be written leaves the request open for another", async () => {
    const { connect, parked, parkedCount } = await aServer();
    const client = (await connect()).send(PARK);
    await parkedCount(1);
    const reply = parked[0];
    expect(() => reply?.send(102, "")).toThrow("not between 200 and 599");
    expect(() => reply?.send(200, "", "text/plain\r\nX: y")).toThrow("not printable ASCII");
    expect(reply?.isOpen).toBe(true);
    reply?.fail(new Error("no"));
    expect((await client.reply())?.status).toBe(500);
  });
});

describe("deadlines of the plain reader", () => {
  const limits = { headersTimeoutMs: 10_000, bodyTimeoutMs: 30_000, sweepMs: 1_000 };

  test("a silent connection is ended after headersTimeoutMs, not before", async () => {
    const clock = new FakeClock();
    const { connect, server, refused } = await aServer({ clock, limits });
    const client = await connect();
    // The server has accepted the first connection when the second has been served.
    await (await connect()).send(ECHO).reply();
    clock.advance(10_000);
    expect(server.connections).toBe(2);
    expect(refused).toEqual([]);
    clock.advance(1_000);
    expect((await client.reply())?.status).toBe(408);
  });

  test("bytes that keep coming do not extend the time for a header", async () => {
    const clock = new FakeClock();
    const { connect } = await aServer({ clock, limits });
    const [client, other] = [await connect(), await connect()];
    await client.send(ECHO).reply();
    for (const piece of ["POST /echo", " HTTP/1.1\r\n", "Host: "]) {
      client.send(piece);
      await roundTrips(other);
      clock.advance(4_000);
    }
    expect((await client.reply())?.status).toBe(408);
    expect(await client.ended()).toBe("");
  });

  test("the body has its own time", async () => {
    const clock = new FakeClock();
    const { connect, seen } = await aServer({ clock, limits });
    const [client, other] = [await connect(), await connect()];
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na");
    await roundTrips(other);
    clock.advance(29_000);
    client.send("bc");
    expect((await client.reply())?.body).toBe("abc");
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na");
    const before = seen.length;
    await roundTrips(other);
    clock.advance(32_000);
    expect((await client.reply())?.status).toBe(408);
    expect(seen).toHaveLength(before + 50);
  });

  test("a request whose body is arriving is not idle when the server closes", async () => {
    const clock = new FakeClock();
    const { connect, server } = await aServer({ clock, limits: { ...limits, drainMs: 10_000 } });
    const [client, other] = [await connect(), await connect()];
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na");
    await roundTrips(other);
    const closing = server.close();
    clock.advance(1_000);
    client.send("bc");
    const reply = await client.reply();
    expect(reply).toMatchObject({ status: 200, body: "abc" });
    expect(reply?.headers.get("connection")).toBe("close");
    await closing;
  });
});
