import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "@jest/globals";
import type { ClosedBy } from "../src/index.js";
import {
  aServer,
  atEnd,
  closeAfterEach,
  request,
  TRANSPORTS,
  type TestOptions,
  type TestServer,
} from "./support/a-server.js";

closeAfterEach();

const ECHO = request("POST", "/echo", { body: "x" });
const PARK = request("GET", "/park");

describe.each(TRANSPORTS)("the end of a connection over %s", (transport) => {
  const start = (options: TestOptions = {}): Promise<TestServer> =>
    aServer({ transport, ...options });

  test.each([
    ["closes", (socket: { destroy(): void }) => socket.destroy()],
    ["resets", (socket: { resetAndDestroy(): void }) => socket.resetAndDestroy()],
    ["half-closes", (socket: { end(): void }) => socket.end()],
  ])("a peer that %s while a reply is parked is noticed at once", async (_name, end) => {
    const { connect, parked, parkedCount, closed, closedCount } = await start();
    const client = (await connect()).send(PARK);
    await parkedCount(1);
    end(client.socket);
    await closedCount(1);
    expect(closed).toEqual(["peer"]);
    expect(parked[0]?.isOpen).toBe(false);
    parked[0]?.send(200, "too late");
  });

  test.each([
    ["closes", (socket: { destroy(): void }) => socket.destroy()],
    ["resets", (socket: { resetAndDestroy(): void }) => socket.resetAndDestroy()],
    ["half-closes", (socket: { end(): void }) => socket.end()],
  ])("a peer that %s an idle connection is noticed at once", async (_name, end) => {
    const { connect, closed, closedCount, server } = await start();
    const client = (await connect()).send(ECHO);
    await client.reply();
    end(client.socket);
    await closedCount(1);
    expect(closed).toEqual(["peer"]);
    await client.ended();
    await server.close();
    expect(server.connections).toBe(0);
  });

  test.each([
    ["too large", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n"],
    ["malformed", "nonsense\r\n\r\n"],
  ])("a connection with a request that is %s ends as refused", async (_name, bytes) => {
    const { connect, closed, closedCount } = await start();
    const client = (await connect()).send(ECHO);
    await client.reply();
    await client.send(bytes).reply();
    client.socket.destroy();
    await closedCount(1);
    expect(closed).toEqual(["refused"]);
  });

  test("a connection with a body that does not come ends as refused", async () => {
    const limits = { headersTimeoutMs: 30, bodyTimeoutMs: 30, sweepMs: 5 };
    const { connect, closed, closedCount } = await start({ limits });
    const client = (await connect()).send(ECHO);
    await client.reply();
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na");
    await closedCount(1);
    expect(closed).toEqual(["refused"]);
  });

  test("a killed client process is noticed while its reply is parked", async () => {
    const { server, parkedCount, closed, closedCount } = await start();
    const script = `require("node:net").connect(${server.port}, "127.0.0.1").write(${JSON.stringify(PARK)})`;
    const child = spawn(process.execPath, ["-e", script], { stdio: "ignore" });
    atEnd(() => void child.kill("SIGKILL"));
    await parkedCount(1);
    child.kill("SIGKILL");
    await closedCount(1);
    await once(child, "exit");
    expect(closed).toEqual(["peer"]);
  });

  test("a peer that ends with a request behind the parked one is noticed", async () => {
    const { connect, parkedCount, closed, closedCount } = await start();
    const client = (await connect()).send(PARK + ECHO);
    await parkedCount(1);
    client.socket.destroy();
    await closedCount(1);
    expect(closed).toEqual(["peer"]);
  });

  test("a request sent together with the half-close is still answered", async () => {
    const { connect } = await start();
    const client = await connect();
    client.socket.end(ECHO);
    expect((await client.reply())?.body).toBe("x");
  });

  test("an idle connection is ended by the server after keepAliveTimeoutMs", async () => {
    const { connect, closed, closedCount } = await start({
      limits: { keepAliveTimeoutMs: 50, sweepMs: 10 },
    });
    const client = (await connect()).send(ECHO);
    await client.reply();
    await closedCount(1);
    expect(closed).toEqual(["server"]);
    expect(await client.ended()).toBe("");
  });

  test("a parked reply is not idle", async () => {
    const limits = { keepAliveTimeoutMs: 30, headersTimeoutMs: 30, bodyTimeoutMs: 30, sweepMs: 5 };
    const { connect, parked, parkedCount, closed, closedCount } = await start({ limits });
    const parking = (await connect()).send(PARK);
    await parkedCount(1);
    // A second connection that goes idle shows that the time has passed.
    await (await connect()).send(ECHO).reply();
    await closedCount(1);
    expect(closed).toEqual(["server"]);
    parked[0]?.send(200, "still here");
    expect((await parking.reply())?.body).toBe("still here");
  });

  test("an unsubscribed listener stays silent, a late one still hears how it ended", async () => {
    const { connect, parked, parkedCount, closedCount } = await start();
    const client = (await connect()).send(PARK);
    await parkedCount(1);
    const connection = parked[0]?.connection;
    const heard: string[] = [];
    connection?.onClose(() => heard.push("unsubscribed"))();
    client.socket.destroy();
    await closedCount(1);
    const late = await new Promise<ClosedBy>((resolve) => connection?.onClose(resolve));
    expect(late).toBe("peer");
    expect(heard).toEqual([]);
    expect(connection?.isOpen).toBe(false);
  });

  test("the connection is the same object for all its requests", async () => {
    const { connect, parked, parkedCount } = await start();
    const client = (await connect()).send(PARK);
    await parkedCount(1);
    parked[0]?.send(200, "");
    await client.reply();
    client.send(PARK);
    await parkedCount(2);
    expect(parked[1]?.connection).toBe(parked[0]?.connection);
    expect(parked[0]?.connection).toMatchObject({ remoteAddress: "127.0.0.1", encrypted: false });
    expect(parked[0]?.connection.clientCertificate()).toBeUndefined();
  });
});
