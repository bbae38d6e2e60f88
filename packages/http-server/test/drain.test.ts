import { describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import {
  aServer,
  closeAfterEach,
  request,
  TRANSPORTS,
  type TestOptions,
  type TestServer,
} from "./support/a-server.js";

closeAfterEach();

const ECHO = request("POST", "/echo", { body: "x" });
const PARK = request("GET", "/park");

describe.each(TRANSPORTS)("closing a server over %s", (transport) => {
  const start = (options: TestOptions = {}): Promise<TestServer> =>
    aServer({ transport, ...options });

  test("a server without connections closes at once, twice if asked", async () => {
    const { server } = await start({ clock: new FakeClock() });
    await Promise.all([server.close(), server.close()]);
  });

  test("parked replies can be answered; the answer ends the connection", async () => {
    const { server, connect, parked, parkedCount, closed } = await start({
      clock: new FakeClock(),
    });
    const client = (await connect()).send(PARK);
    await parkedCount(1);
    server.onDrain(() => parked[0]?.send(200, "bye"));
    await server.close();
    const reply = await client.reply();
    expect(reply?.body).toBe("bye");
    expect(reply?.headers.get("connection")).toBe("close");
    expect(await client.ended()).toBe("");
    expect(closed).toEqual(["server"]);
  });

  test("readiness drops first, and a request on an open connection is still answered", async () => {
    const clock = new FakeClock();
    const { server, connect } = await start({ clock });
    const first = (await connect()).send(ECHO);
    const second = (await connect()).send(ECHO);
    await Promise.all([first.reply(), second.reply()]);
    const closing = server.close();
    const ready = await first.send(request("GET", "/readyz")).reply();
    expect(ready).toMatchObject({ status: 503, body: '{"ready":false,"reason":"draining"}' });
    expect(await second.send(ECHO).reply()).toMatchObject({ status: 200, body: "x" });
    await closing;
    await Promise.all([first.ended(), second.ended()]);
  });

  test("pipelined requests are all answered, only the last says close", async () => {
    const { server, connect, parked, parkedCount } = await start({ clock: new FakeClock() });
    const client = (await connect()).send(PARK + ECHO);
    await parkedCount(1);
    server.onDrain(() => parked[0]?.send(200, "bye"));
    const closing = server.close();
    const replies = [await client.reply(), await client.reply()];
    expect(replies.map((reply) => reply?.body)).toEqual(["bye", "x"]);
    expect(replies.map((reply) => reply?.headers.get("connection") ?? "")).toContain("close");
    await closing;
  });

  test("an idle connection is ended after a short grace", async () => {
    const clock = new FakeClock();
    const { server, connect, closed } = await start({ clock, limits: { drainMs: 10_000 } });
    const client = (await connect()).send(ECHO);
    await client.reply();
    const closing = server.close();
    clock.advance(200);
    await closing;
    expect(await client.ended()).toBe("");
    expect(closed).toEqual(["server"]);
    expect(clock.pendingTimers).toBe(0);
  });

  test("what is left after drainMs is cut", async () => {
    const clock = new FakeClock();
    const { server, connect, parkedCount, closed } = await start({ clock });
    const client = (await connect()).send(PARK);
    await parkedCount(1);
    const closing = server.close();
    clock.advance(50);
    await closing;
    expect(await client.ended()).toBe("");
    expect(closed).toEqual(["server"]);
  });

  test("new connections are refused while open ones drain", async () => {
    const clock = new FakeClock();
    const { server, connect, parkedCount } = await start({ clock });
    (await connect()).send(PARK);
    await parkedCount(1);
    const closing = server.close();
    await expect(connect()).rejects.toThrow("ECONNREFUSED");
    clock.advance(50);
    await closing;
  });

  test("a failing onDrain callback does not stop the others", async () => {
    const { server, log } = await start();
    const called: string[] = [];
    server.onDrain(() => {
      throw new Error("broken");
    });
    server.onDrain(() => called.push("second"));
    await server.close();
    expect(called).toEqual(["second"]);
    expect(log).toHaveLength(1);
  });
});
