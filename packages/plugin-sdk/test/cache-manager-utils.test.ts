import { describe, expect, test } from "@jest/globals";
import { CacheManagerHelper, hashKey, ParamError, ResultError } from "../src/index.js";
import { clientFixture, environmentOf, miss, ok } from "./client-fixture.js";
import { hangUp, reply, startStub, type StubServer } from "./stub-server.js";

const { aHelper, closing } = clientFixture();

const square = (x: number): string => String(x ** 2);

describe("without the cache", () => {
  test.each([
    ["with a host", { OPSVIEW_CACHE_MANAGER_HOST: "host" }],
    ["without a host", {}],
  ])("the function is called directly %s", async (_name, env) => {
    const helper = new CacheManagerHelper({ env: () => env });

    expect(await helper.getViaCacheManager(true, "key", 900, square, 2)).toBe("4");
  });

  test("the function's error is thrown and the value is not copied through JSON", async () => {
    const helper = new CacheManagerHelper({ env: () => ({}) });
    const value = new Map([[1, 2]]);

    await expect(
      helper.getViaCacheManager(true, "key", 900, () => Promise.reject(new RangeError("no"))),
    ).rejects.toThrow(RangeError);
    expect(await helper.getViaCacheManager(true, "key", 900, () => value)).toBe(value);
  });
});

describe("with the cache", () => {
  test("a missing host is an error", async () => {
    const helper = new CacheManagerHelper({ env: () => ({}) });

    const call = helper.getViaCacheManager(false, "key", 900, square, 2);

    await expect(call).rejects.toThrow("Cache manager host is required");
    await expect(call).rejects.toBeInstanceOf(ResultError);
  });

  test("a hit is returned without calling the function", async () => {
    const [helper, stub] = await aHelper(reply({ data: '"data"', lock: null }));

    expect(await helper.getViaCacheManager(false, "my_key", 900, square, 2)).toBe("data");
    expect((await stub.request(1)).json).toEqual({
      namespace: "token==",
      key: "7d4c144301af71a908e50a263437f2968e5955e980cdeb5f83310b7d85c9c60d",
      max_wait_time: 30,
    });
  });

  test("a lock runs the function, stores its JSON text on the same connection and returns it", async () => {
    const [helper, stub] = await aHelper(miss, ok);
    const fetcher = (a: number, b: string): Promise<object> =>
      Promise.resolve({ a, b, at: new Date(0), gone: undefined });

    const value = await helper.getViaCacheManager(false, "k", 300, fetcher, 1, "é");

    const stored = { a: 1, b: "é", at: "1970-01-01T00:00:00.000Z" };
    expect(value).toEqual(stored);
    expect((await stub.request(2)).json).toEqual({
      namespace: "token==",
      key: hashKey("k"),
      data: JSON.stringify(stored),
      ttl: 300,
    });
    expect(stub.connections()).toBe(1);
  });

  test("a lock that is a token string counts as a lock", async () => {
    const [helper] = await aHelper(reply({ data: null, lock: "node.7" }), ok);

    expect(await helper.getViaCacheManager(false, "k", 300, square, 3)).toBe("9");
  });

  test("data that comes together with a lock is replaced", async () => {
    const [helper] = await aHelper(reply({ data: '"old"', lock: true }), ok);

    expect(await helper.getViaCacheManager(false, "k", 300, square, 3)).toBe("9");
  });

  test("without a ttl, as the vendor's guide has it, the ttl is 900", async () => {
    const [helper, stub] = await aHelper(miss, ok);
    const reverse = (text: string): string => Array.from(text).reverse().join("");

    expect(await helper.get_via_cachemanager(false, "my_key", reverse, "hello")).toBe("olleh");
    expect((await stub.request(2)).json).toMatchObject({ data: '"olleh"', ttl: 900 });
  });

  test.each([
    [null, "null"],
    [undefined, "null"],
    [0, "0"],
    ["", '""'],
    [[], "[]"],
    [false, "false"],
  ])("the falsy result %j is stored as %s and returned", async (result, text) => {
    const [helper, stub] = await aHelper(miss, ok);

    expect(await helper.getViaCacheManager(false, "k", 9, () => result)).toEqual(result ?? null);
    expect((await stub.request(2)).json).toMatchObject({ data: text });
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("Something went wrong");
      },
    ],
    ["rejects", () => Promise.reject(new Error("Something went wrong"))],
    [
      "throws a text",
      () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- plain JavaScript may
        throw "Something went wrong";
      },
    ],
  ])(
    "a function that %s is stored as an error with the full ttl and returned",
    async (_name, func) => {
      const [helper, stub] = await aHelper(miss, ok);

      const value = await helper.getViaCacheManager(false, "k", 900, func);

      expect(value).toEqual({ error: "Something went wrong" });
      expect((await stub.request(2)).json).toMatchObject({
        data: '{"error":"Something went wrong"}',
        ttl: 900,
      });
    },
  );

  test.each([
    [
      "no data and no lock",
      { data: null, lock: null },
      "Failed to retrieve data from cache manager",
    ],
    ["an empty text", { data: "", lock: false }, "Failed to retrieve data from cache manager"],
    [
      "data that is an object",
      { data: {}, lock: false },
      "cached data is a object, expected a string",
    ],
    ["data that is not JSON", { data: "NaN", lock: false }, "cached data is not a JSON text"],
    ["no lock field", { data: '"x"' }, "has no data and lock fields"],
    ["null", null, "has no data and lock fields"],
  ])("a reply with %s is a ResultError", async (_name, answer, text) => {
    const [helper] = await aHelper(reply(JSON.stringify(answer)));

    const call = helper.getViaCacheManager(false, "k", 900, square, 2);

    await expect(call).rejects.toThrow(text);
    await expect(call).rejects.toBeInstanceOf(ResultError);
  });

  test.each([
    ["refused", async (stub: StubServer) => stub.close(), "connect ECONNREFUSED"],
    ["cut", () => Promise.resolve(), "connection closed before a reply"],
  ])("a connection that is %s is a ResultError", async (_name, prepare, text) => {
    const [helper, stub] = await aHelper(hangUp);
    await prepare(stub);

    const call = helper.getViaCacheManager(false, "k", 900, square, 2);

    await expect(call).rejects.toThrow(`Failed to connect to cache manager: ${text}`);
    await expect(call).rejects.toBeInstanceOf(ResultError);
  });

  test("a refused set is reported though the data was there", async () => {
    const [helper] = await aHelper(miss, reply("", "413 Too Large"));

    const call = helper.getViaCacheManager(false, "k", 900, square, 2);

    await expect(call).rejects.toThrow("413: Too Large - ");
  });

  test.each([
    ["an empty key", "", 900, square],
    ["a ttl of 0", "k", 0, square],
    ["no function", "k", 900, undefined],
  ])("%s is refused before a lock is asked for", async (_name, key, ttl, func) => {
    const [helper, stub] = await aHelper(miss);

    // The type forbids the last; a plugin in plain JavaScript may still do it.
    const call = helper.getViaCacheManager(false, key, ttl, func as typeof square, 2);

    await expect(call).rejects.toThrow(ParamError);
    expect(stub.connections()).toBe(0);
  });

  test("setData stores a value under the hashed key", async () => {
    const [helper, stub] = await aHelper(ok);

    expect(await helper.setData("my_key", { a: 1 })).toBe("ok");
    expect((await stub.request(1)).json).toEqual({
      namespace: "token==",
      key: hashKey("my_key"),
      data: '{"a":1}',
      ttl: 900,
    });
  });

  test("the environment is read at each call, and one client serves while it stays the same", async () => {
    const hit = reply({ data: "1", lock: false });
    const stubs = await Promise.all([startStub([hit]), startStub([hit])]);
    let [now] = stubs;
    stubs.forEach(closing);
    const helper = closing(new CacheManagerHelper({ env: () => environmentOf(now) }));

    await helper.getViaCacheManager(false, "k", square, 1);
    await helper.getViaCacheManager(false, "k", square, 1);
    now = stubs[1];
    await helper.getViaCacheManager(false, "k", square, 1);

    expect(stubs.map((stub) => [stub.connections(), stub.requests.length])).toEqual([
      [1, 2],
      [1, 1],
    ]);
  });
});
