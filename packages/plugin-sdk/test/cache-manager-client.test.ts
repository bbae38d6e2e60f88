import { describe, expect, test } from "@jest/globals";
import { CacheManagerClient, ParamError, ResultError } from "../src/index.js";
import { clientFixture, miss, NAMESPACE } from "./client-fixture.js";
import { reply } from "./stub-server.js";

const { aStub, aClient } = clientFixture();

describe("wire format", () => {
  test("get_data sends the documented path, headers and fields in order", async () => {
    const stub = await aStub(miss);

    await aClient(stub).getData("k");

    const seen = await stub.request(1);
    expect(seen.line).toBe("POST /get_data HTTP/1.1");
    expect(seen.body).toBe('{"namespace":"token==","key":"k","max_wait_time":30}');
    expect(seen.headers).toMatchObject({
      "content-type": "application/json",
      "content-length": String(seen.body.length),
      host: `127.0.0.1:${stub.port}`,
    });
    expect(seen.headers).not.toHaveProperty("transfer-encoding");
    expect(seen.headers).not.toHaveProperty("expect");
  });

  test("set_data counts bytes, not characters, in its length", async () => {
    const stub = await aStub(reply('"ok"'));

    const answer = await aClient(stub).setData("k", '"é😀"', { ttl: 5 });

    const seen = await stub.request(1);
    expect(answer).toBe("ok");
    expect(seen.json).toEqual({ namespace: NAMESPACE, key: "k", data: '"é😀"', ttl: 5 });
    expect(seen.headers["content-length"]).toBe(String(Buffer.byteLength(seen.body)));
  });

  test("status is a GET without a body", async () => {
    const stub = await aStub(reply({ cache_items: 0 }));

    expect(await aClient(stub).status()).toEqual({ cache_items: 0 });
    expect((await stub.request(1)).line).toBe("GET /status HTTP/1.1");
    expect((await stub.request(1)).headers).not.toHaveProperty("content-length");
  });

  test.each([
    ["getData(key, seconds)", (c: CacheManagerClient) => c.getData("k", 2), { max_wait_time: 2 }],
    [
      "get_data",
      (c: CacheManagerClient) => c.get_data("k", { max_wait_time: 0 }),
      { max_wait_time: 0 },
    ],
    [
      "getData with a token",
      (c: CacheManagerClient) => c.getData("k", { lockToken: true }),
      { max_wait_time: 30, lock_token: true },
    ],
    [
      "setData(key, data, seconds)",
      (c: CacheManagerClient) => c.setData("k", "1", 7),
      { data: "1", ttl: 7 },
    ],
    ["set_data", (c: CacheManagerClient) => c.set_data("k", "1"), { data: "1", ttl: 900 }],
    [
      "setData with all options",
      (c: CacheManagerClient) =>
        c.setData("k", "1", { lockToken: "t", staleTtl: 9, refreshAhead: 3, error: true }),
      { data: "1", ttl: 900, lock_token: "t", stale_ttl: 9, refresh_ahead: 3, error: true },
    ],
    ["deleteData", (c: CacheManagerClient) => c.deleteData("k"), {}],
    ["releaseLock", (c: CacheManagerClient) => c.releaseLock("k", "t"), { lock_token: "t" }],
    ["renewLock", (c: CacheManagerClient) => c.renewLock("k", "t"), { lock_token: "t" }],
  ])("%s sends its fields", async (_name, call, fields) => {
    const stub = await aStub(reply({}));

    await call(aClient(stub));

    expect((await stub.request(1)).json).toEqual({ namespace: NAMESPACE, key: "k", ...fields });
  });

  test("a reply is handed on with every field, after leading white space and in chunks", async () => {
    const stub = await aStub((socket) =>
      socket.write(
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n  \r\n1f\r\n{"data":"1","lock":false,"x":7}\r\n0\r\n\r\n',
      ),
    );

    expect(await aClient(stub).getData("k")).toEqual({ data: "1", lock: false, x: 7 });
  });

  test("an empty 2xx body is null", async () => {
    const stub = await aStub((socket) => socket.write("HTTP/1.1 204 No Content\r\n\r\n"));

    expect(await aClient(stub).status()).toBeNull();
  });
});

describe("refusals", () => {
  test.each([
    ["400 Invalid Request", '{"error":"boom"}', '400: Invalid Request - {"error":"boom"}'],
    ["500 ", "", "500:  - "],
    ["302 Found", "", "302: Found - "],
  ])("status %s becomes a ResultError with code, reason and body", async (status, body, text) => {
    const stub = await aStub(reply(body, status));

    const failure: unknown = await aClient(stub)
      .getData("k")
      .catch((reason: unknown) => reason);

    expect(failure).toBeInstanceOf(ResultError);
    expect(failure).toMatchObject({ message: text, statusCode: Number(status.slice(0, 3)) });
  });

  test("a 2xx reply that is not JSON is a ResultError", async () => {
    const stub = await aStub(reply("<html>"));

    await expect(aClient(stub).getData("k")).rejects.toThrow("reply is not JSON: <html>");
  });

  test("a reply above maxReplyBytes is given up", async () => {
    const stub = await aStub(reply({ data: "x".repeat(100), lock: false }));

    await expect(aClient(stub, { maxReplyBytes: 50 }).getData("k")).rejects.toThrow(
      "reply is larger than 50 bytes",
    );
  });

  test.each([
    ["a wait below zero", (c: CacheManagerClient) => c.getData("k", -1)],
    ["a ttl of zero", (c: CacheManagerClient) => c.setData("k", "1", 0)],
    ["a ttl that is not a number", (c: CacheManagerClient) => c.setData("k", "1", Number.NaN)],
    // The type forbids it; a plugin in plain JavaScript may still do it.
    ["data that is an object", (c: CacheManagerClient) => c.setData("k", {} as string)],
  ])("%s is refused before anything is sent", async (_name, call) => {
    const stub = await aStub(miss);

    await expect(call(aClient(stub))).rejects.toThrow(ParamError);
    expect(stub.connections()).toBe(0);
  });
});

test.each([
  ["an empty host", ["", 1, "ns"], "host must be a non-empty string"],
  [
    "a port that is no number",
    ["h", "some_port", "ns"],
    "port must be a number from 1 to 65535, got some_port",
  ],
  ["a concurrency of 0", ["h", 1, "ns", 0], "concurrency must be a number above 0"],
  ["a half connection", ["h", 1, "ns", 1.5], "concurrency must be a whole number"],
] as const)("%s is refused at once", (_name, args, text) => {
  expect(() => new CacheManagerClient(...(args as unknown as [string, number, string]))).toThrow(
    text,
  );
});
