import { describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import {
  aServer,
  closeAfterEach,
  MAX_HOT_BODY,
  request,
  TRANSPORTS,
  type TestOptions,
  type TestServer,
} from "./support/a-server.js";

closeAfterEach();

const get = (...headers: string[]): string =>
  ["GET /park HTTP/1.1", ...headers, "", ""].join("\r\n");
const post = (...headers: string[]): string =>
  ["POST /echo HTTP/1.1", "Host: a", ...headers, "", ""].join("\r\n");
const manyHeaders = (n: number): string[] => Array.from({ length: n }, (_, i) => `X-${i}: y`);

describe.each(TRANSPORTS)("strictness over %s", (transport) => {
  const start = (options: TestOptions = {}): Promise<TestServer> =>
    aServer({ transport, ...options });

  test.each([
    ["two Host headers", 400, get("Host: a", "Host: a")],
    ["no Host header", 400, get("X-A: b")],
    ["an absolute-form target", 400, "GET http://a/park HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["an asterisk target", 400, "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["HTTP/2.0", 505, "GET /park HTTP/2.0\r\nHost: a\r\n\r\n"],
    ["HTTP/0.9", 505, "GET /park HTTP/0.9\r\nHost: a\r\n\r\n"],
    ["CONNECT", 400, "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["a byte above ASCII in the target", 400, "GET /park\u00e9 HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["two Content-Length headers", 400, `${post("Content-Length: 1", "Content-Length: 1")}x`],
    ["two values in one Content-Length", 400, `${post("Content-Length: 1, 1")}x`],
    ["a negative Content-Length", 400, post("Content-Length: -1")],
    ["a hexadecimal Content-Length", 400, post("Content-Length: 0x1")],
    ["an empty Content-Length", 400, post("Content-Length:")],
    [
      "Content-Length beside Transfer-Encoding",
      400,
      `${post("Content-Length: 4", "Transfer-Encoding: chunked")}0\r\n\r\n`,
    ],
    ["a transfer coding other than chunked", 400, post("Transfer-Encoding: gzip, chunked")],
    [
      "Transfer-Encoding in HTTP/1.0",
      400,
      "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ["a chunk size that is not hexadecimal", 400, `${post("Transfer-Encoding: chunked")}zz\r\n`],
    ["a folded header", 400, get("Host: a", "X-A: b", " c")],
    ["a space before the colon", 400, get("Host: a", "X-A : b")],
    ["a space before the colon of Content-Length", 400, `${post("Content-Length : 1")}x`],
    ["bare line feeds", 400, "GET /park HTTP/1.1\nHost: a\n\n"],
    ["a NUL in a header", 400, get("Host: a", "X-A: \0")],
    ["an unknown version", 400, "GET /park HTTP/1.2\r\nHost: a\r\n\r\n"],
    ["HTTP/2's preface", 400, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["a TLS hello on a plain port", 400, "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03"],
    ["an Expect header", 417, post("Expect: 100-continue", "Content-Length: 3")],
    ["an unknown expectation", 417, post("Expect: a miracle", "Content-Length: 3")],
    ["a compressed body", 415, `${post("Content-Encoding: gzip", "Content-Length: 3")}abc`],
    ["a header above the byte limit", 431, get("Host: a", `X-A: ${"x".repeat(20_000)}`)],
    [
      "a target above the byte limit",
      431,
      `GET /${"x".repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
    ],
    ["more header fields than the limit", 431, get("Host: a", ...manyHeaders(100))],
    ["a declared body above the limit", 413, post(`Content-Length: ${MAX_HOT_BODY + 1}`)],
  ])("%s is refused with %i and the connection ends", async (_name, status, bytes) => {
    const clock = new FakeClock();
    const { connect, seen, refused } = await start({ clock });
    const client = (await connect()).send(bytes);
    const reply = await client.reply();
    expect(reply?.status).toBe(status);
    expect(reply?.headers.get("connection")).toBe("close");
    expect(reply?.body).toMatch(/^\{"error":"[^"|\n]+","code":"[a-z_]+"\}$/);
    // A client that has not sent its whole request is given a second to read the answer.
    clock.advance(1_000);
    expect(await client.ended()).toBe("");
    expect(seen).toEqual([]);
    expect(refused).toHaveLength(1);
  });

  test("a large body beyond the limit is refused and the client can read why", async () => {
    const { connect, seen } = await start();
    const client = await connect();
    const body = "x".repeat(3_000_000);
    client.send(request("POST", "/echo", { body }));
    expect((await client.reply())?.status).toBe(413);
    await client.ended();
    expect(seen).toEqual([]);
  });

  test("a chunked body beyond the limit is refused once the limit is passed", async () => {
    const { connect, seen } = await start();
    const client = (await connect()).send(post("Transfer-Encoding: chunked"));
    client.send(`3e9\r\n${"x".repeat(1001)}\r\n`);
    expect((await client.reply())?.status).toBe(413);
    client.send("0\r\n\r\n");
    expect(await client.ended()).toBe("");
    expect(seen).toEqual([]);
  });

  test("requests behind a refused one are not carried out", async () => {
    const { connect, seen } = await start();
    const client = await connect();
    client.send(get("Host: a", "Host: b") + request("POST", "/echo", { body: "x" }));
    expect((await client.reply())?.status).toBe(400);
    expect(await client.ended()).toBe("");
    expect(seen).toEqual([]);
  });

  test("nonsense behind a parked request does not take the place of its answer", async () => {
    const { connect, parked, parkedCount, refusedCount } = await start();
    const client = (await connect()).send(request("GET", "/park"));
    await parkedCount(1);
    client.send("nonsense\r\n\r\n");
    if (transport === "node-http") await refusedCount(1);
    parked[0]?.send(200, "answer");
    expect(await client.reply()).toMatchObject({ status: 200, body: "answer" });
    const next = await client.reply();
    expect(next?.status ?? 400).toBe(400);
    expect(await client.ended()).toBe("");
  });

  test("a header that does not come to an end is answered with 408", async () => {
    const { connect, refused } = await start({ limits: { headersTimeoutMs: 50, sweepMs: 10 } });
    const client = (await connect()).send("POST /echo HTTP/1.1\r\nHost: a");
    expect(await client.reply()).toMatchObject({ status: 408, reason: "Request Timeout" });
    expect(await client.ended()).toBe("");
    expect(refused).toEqual(["timeout"]);
  });

  test("a connection that never says anything is ended", async () => {
    const { connect } = await start({ limits: { headersTimeoutMs: 50, sweepMs: 10 } });
    const client = await connect();
    expect((await client.reply())?.status).toBe(408);
    expect(await client.ended()).toBe("");
  });

  test("a body that does not come to an end is answered with 408", async () => {
    const limits = { headersTimeoutMs: 30, bodyTimeoutMs: 30, sweepMs: 10 };
    const { connect, seen, refused } = await start({ limits });
    const client = (await connect()).send(`${post("Content-Length: 5")}abc`);
    expect((await client.reply())?.status).toBe(408);
    expect(await client.ended()).toBe("");
    expect(seen).toEqual([]);
    expect(refused).toEqual(["timeout"]);
  });

  test("a connection above the limit is closed unanswered and counted", async () => {
    const { connect, refused, server } = await start({ limits: { maxConnections: 1 } });
    const first = await connect();
    const second = await connect();
    expect(await second.ended()).toBe("");
    expect(refused).toEqual(["connections"]);
    expect(server.connections).toBe(1);
    expect((await first.send(request("POST", "/echo", { body: "x" })).reply())?.status).toBe(200);
  });

  test("a client that reads nothing is cut", async () => {
    const { connect, parked, parkedCount, closed, closedCount } = await start({
      limits: { bodyTimeoutMs: 50, sweepMs: 10 },
    });
    const client = (await connect()).send(request("GET", "/park"));
    client.socket.pause();
    await parkedCount(1);
    parked[0]?.send(200, Buffer.alloc(30_000_000));
    await closedCount(1);
    expect(closed).toEqual(["server"]);
  });

  test("a flood of pipelined requests on one connection stays bounded", async () => {
    const { connect, closedCount, parked } = await start();
    const client = await connect();
    const flood = request("GET", "/park").repeat(1_000);
    client.send(flood);
    if (transport === "node-http") {
      await closedCount(1);
      expect(parked.length).toBeLessThanOrEqual(100);
    }
    client.socket.destroy();
    await closedCount(1);
  });

  test("an offer to upgrade is ignored", async () => {
    const { connect } = await start();
    const headers = ["Connection: Upgrade", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"];
    const client = (await connect()).send(request("POST", "/echo", { body: "x", headers }));
    expect(await client.reply()).toMatchObject({ status: 200, body: "x" });
  });
});
