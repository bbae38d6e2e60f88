import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { aClient, serve, serveRaw } from "./loopback.js";

describe("an error of one of our servers", () => {
  test("is thrown again with the same code and message", async () => {
    const { url } = await serve((_request, response) => {
      response
        .writeHead(413)
        .end(`{"error":"item is 12 MB, limit is 10 MB","code":"item_too_large"}`);
    });
    await expect(aClient({ baseUrl: url }).request({ path: "/" })).rejects.toMatchObject({
      name: "AppError",
      code: "item_too_large",
      message: "item is 12 MB, limit is 10 MB",
    });
  });

  test("is cleaned like any foreign text", async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(409).end(JSON.stringify({ error: "a\n|b", code: "conflict" }));
    });
    const asked = aClient({ baseUrl: url }).request({ path: "/" });
    await expect(asked).rejects.toThrow(/^a \/b$/);
  });
});

describe("a reply that is not a success", () => {
  test.each([
    [400, "plain text", "upstream_failed"],
    [404, `{"error":"x","code":"no_such_code"}`, "upstream_failed"],
    [418, `{"error":{"nested":1},"code":"conflict"}`, "upstream_failed"],
    [500, "null", "upstream_failed"],
    [503, "", "unavailable"],
    [504, "", "upstream_timeout"],
  ])("with status %d and body %j is %s", async (status, body, code) => {
    const { url } = await serve((_request, response) => response.writeHead(status).end(body));
    await expect(aClient({ baseUrl: url }).request({ path: "/a" })).rejects.toMatchObject({
      code,
      message: `GET ${url}/a answered ${status}`,
    });
  });

  test("such as a redirect is not followed", async () => {
    const paths: (string | undefined)[] = [];
    const { url } = await serve((request, response) => {
      paths.push(request.url);
      response.writeHead(302, { Location: "/elsewhere" }).end();
    });
    await expect(aClient({ baseUrl: url }).request({ path: "/a" })).rejects.toThrow(
      "answered 302; redirects are not followed",
    );
    expect(paths).toEqual(["/a"]);
  });
});

describe("a reply that is too large", () => {
  const bomb = gzipSync(Buffer.alloc(5_000_000));
  test.each([
    ["declared", { "Content-Length": "20000" }, Buffer.alloc(20_000)],
    ["chunked", {}, Buffer.alloc(20_000)],
    ["compressed", { "Content-Encoding": "gzip" }, bomb],
  ])("%s, is refused with the limit", async (_how, headers, body) => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, headers);
      response.write(body);
      response.end();
    });
    await expect(aClient({ baseUrl: url }).request({ path: "/" })).rejects.toMatchObject({
      code: "upstream_failed",
      message: `GET ${url}/: reply is larger than 10000 bytes (maxResponseBytes)`,
    });
  });
});

describe("a connection that fails", () => {
  test("refused, means unavailable", async () => {
    const client = aClient({ baseUrl: "http://127.0.0.1:1" });
    await expect(client.request({ path: "/" })).rejects.toMatchObject({
      code: "unavailable",
      message: "GET http://127.0.0.1:1/: connection refused",
    });
  });

  test.each([
    ["before a byte", "", "connection lost (ECONNRESET)"],
    ["in the body", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "reply broke off"],
    ["in no HTTP at all", "SSH-2.0-nonsense\r\n", "HPE_INVALID_CONSTANT"],
  ])("%s, means the server failed", async (_when, bytes, what) => {
    const { port } = await serveRaw((socket) => {
      socket.once("data", () => socket.end(bytes));
    });
    const client = aClient({ baseUrl: `http://127.0.0.1:${port}` });
    await expect(client.request({ path: "/" })).rejects.toMatchObject({
      code: "upstream_failed",
      message: `GET http://127.0.0.1:${port}/: ${what}`,
    });
  });
});

describe("time", () => {
  test("a socket that does not connect is given up after connectTimeoutMs", async () => {
    const clock = new FakeClock();
    // Accepts, then never answers the TLS handshake: not connected as far as a request goes.
    const { port } = await serveRaw(() => clock.advance(2_000));
    const client = aClient({
      baseUrl: `https://127.0.0.1:${port}`,
      clock,
      connectTimeoutMs: 2_000,
    });
    await expect(client.request({ path: "/" })).rejects.toMatchObject({
      code: "upstream_timeout",
      message: `GET https://127.0.0.1:${port}/: connecting timed out`,
    });
    expect(clock.pendingTimers).toBe(0);
  });

  test("a connected request outlives connectTimeoutMs", async () => {
    const clock = new FakeClock();
    const { url } = await serve((_request, response) => {
      clock.advance(10_000);
      response.end("late");
    });
    const client = aClient({ baseUrl: url, clock, connectTimeoutMs: 2_000 });
    expect((await client.request({ path: "/" })).text()).toBe("late");
    expect(clock.pendingTimers).toBe(0);
  });

  test("a reply that does not end in time is given up, however it drips", async () => {
    const clock = new FakeClock();
    const { url } = await serve((_request, response) => {
      response.write("some");
      clock.advance(59_999);
      response.write("more", () => clock.advance(1));
    });
    await expect(aClient({ baseUrl: url, clock }).request({ path: "/p" })).rejects.toMatchObject({
      code: "upstream_timeout",
      message: `GET ${url}/p: no complete reply after 60000 ms`,
    });
  });

  test("a long poll may bring its own limit", async () => {
    const clock = new FakeClock();
    const { url } = await serve(() => clock.advance(5));
    const client = aClient({ baseUrl: url, clock });
    await expect(client.request({ path: "/", responseTimeoutMs: 5 })).rejects.toThrow("after 5 ms");
  });

  test("the caller's own abort comes back as its reason", async () => {
    const controller = new AbortController();
    const { url } = await serve(() => controller.abort(new Error("shutting down")));
    const client = aClient({ baseUrl: url });
    await expect(client.request({ path: "/", signal: controller.signal })).rejects.toThrow(
      /^shutting down$/,
    );
  });
});

test("neither credentials nor headers nor the query appear in an error", async () => {
  const client = aClient({
    baseUrl: "http://user:hunter2@127.0.0.1:1",
    headers: { Authorization: "Bearer hunter2" },
  });
  const request = client.request({
    path: "/",
    query: { token: "hunter2" },
    headers: { "X-Key": "hunter2" },
    body: "hunter2",
    method: "POST",
  });
  const error: unknown = await request.catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "unavailable" });
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain("hunter2");
});
