import { describe, expect, test } from "@jest/globals";
import { CacheManagerHelper, ResultError } from "../src/index.js";
import { clientFixture, hit, locked, released, stored } from "./client-fixture.js";
import { hangUp, reply, type Answer } from "./stub-server.js";

const { aHelper, aStub, closing } = clientFixture();

describe("a value", () => {
  const cycle: Record<string, unknown> = {};
  cycle["self"] = cycle;
  class Session {
    readonly id = 1;
  }

  test.each([
    ["undefined", undefined, "value is undefined"],
    ["a function", { run: () => 1 }, "value.run is a function"],
    ["a BigInt", { items: [{ id: 1n }] }, "value.items[0].id is a bigint"],
    ["NaN", [1, Number.NaN], "value[1] is NaN"],
    ["Infinity", Infinity, "value is Infinity"],
    ["a hole", [1, undefined], "value[1] is undefined"],
    ["a cycle", cycle, "value.self is a reference to something it is inside of"],
    ["a Map", new Map(), "value is a Map"],
    ["an instance", { session: new Session() }, "value.session is a Session"],
  ])("with %s is refused by name and the lock given back", async (_name, value, text) => {
    const [helper, stub] = await aHelper(locked(), released);

    const call = helper.fetch({ key: "k" }, () => value);

    await expect(call).rejects.toThrow(`${text}, which is not JSON`);
    await expect(call).rejects.toBeInstanceOf(TypeError);
    expect((await stub.request(2)).line).toBe("POST /release_lock HTTP/1.1");
  });

  test.each([
    [{ when: new Date(0) }, { when: "1970-01-01T00:00:00.000Z" }],
    [
      [null, 0, "", false, {}],
      [null, 0, "", false, {}],
    ],
    [Object.create(null), {}],
  ])("like %j passes as JSON has it", async (value, expected) => {
    const [helper] = await aHelper(locked(), stored);

    expect(await helper.fetch({ key: "k" }, () => value as unknown)).toEqual(expected);
  });

  test("that occurs twice is no cycle", async () => {
    const [helper] = await aHelper(locked(), stored);
    const same = { a: 1 };

    expect(await helper.fetch({ key: "k" }, () => [same, same])).toEqual([same, same]);
  });

  test("the validator refuses counts as a failure", async () => {
    const [helper, stub] = await aHelper(locked(), stored);
    const validate = (value: unknown): boolean => Array.isArray(value);

    const call = helper.fetch({ key: "k", validate, raiseErrors: true }, () => "text");

    await expect(call).rejects.toThrow("the value is refused by validate");
    expect((await stub.request(2)).json).toMatchObject({ error: true });
  });

  test("the validator refuses is not taken from the cache either", async () => {
    const [helper] = await aHelper(hit("text"));

    const call = helper.fetch({ key: "k", validate: Array.isArray }, () => []);

    await expect(call).rejects.toThrow("the cached value is refused by validate");
  });

  test("is stored encrypted with a secret, and read back with the same only", async () => {
    const [writer, first] = await aHelper(locked(), stored);
    const encrypted = "a secret of sufficient length";
    await writer.fetch({ key: "k", encrypted }, () => ({ token: "hunter2" }));
    const { data } = (await first.request(2)).json as { data: string };
    const [reader] = await aHelper(reply({ data, lock: false }));
    const never = (): string => "not called";

    expect(data).not.toContain("hunter2");
    expect(await reader.fetch({ key: "k", encrypted }, never)).toEqual({ token: "hunter2" });
    for (const other of [
      { key: "k", encrypted: `${encrypted}!` },
      { key: "other", encrypted },
    ]) {
      await expect(reader.fetch(other, never)).rejects.toThrow("does not open with this secret");
    }
  });
});

describe("failOpen", () => {
  const reasons: Error[] = [];
  const onFailOpen = (reason: Error): void => void reasons.push(reason);
  const options = { key: "k", failOpen: true, onFailOpen };

  test.each<[string, Answer[], string]>([
    ["cuts the connection", [hangUp], "Failed to connect to cache manager: "],
    ["refuses", [reply("", "403 Forbidden")], "403: Forbidden - "],
    ["has neither data nor lock", [reply({ data: null, lock: false })], "Failed to retrieve data"],
    ["has data that is not JSON", [reply({ data: "NaN", lock: false })], "is not a JSON text"],
    ["refuses the value", [locked(), reply("", "413 Too Large"), released], "413: Too Large"],
  ])("gives the function's own value when the cache %s", async (_name, answers, text) => {
    const [helper] = await aHelper(...answers);

    expect(await helper.fetch(options, () => "direct")).toBe("direct");
    expect(reasons.splice(0)).toMatchObject([{ message: expect.stringContaining(text) }]);
  });

  test("needs no host", async () => {
    const helper = new CacheManagerHelper({ env: () => ({}) });

    expect(await helper.fetch(options, () => "direct")).toBe("direct");
    expect(reasons.splice(0)).toEqual([new ResultError("Cache manager host is required")]);
  });

  test("off, all of that is an error", async () => {
    const [helper] = await aHelper(locked(), reply("", "413 Too Large"), released);

    await expect(helper.fetch({ key: "k" }, () => 1)).rejects.toThrow("413: Too Large");
    await expect(
      new CacheManagerHelper({ env: () => ({}) }).fetch({ key: "k" }, () => 1),
    ).rejects.toThrow("Cache manager host is required");
  });
});

describe("the deadline", () => {
  test.each([
    [{ deadline: 20 }, 15],
    [{ deadline: 20, reserve: 12 }, 8],
    [{ deadline: 3 }, 0],
    [{ deadline: 90 }, 30],
    [{ deadline: 90, maxWaitTime: 60 }, 60],
  ])("with %j asks for a wait of %d seconds", async (options, wait) => {
    const [helper, stub] = await aHelper(hit(1));

    await helper.fetch({ key: "k", ...options }, () => 1);

    expect((await stub.request(1)).json).toMatchObject({ max_wait_time: wait });
  });

  test("may be a point in time", async () => {
    const [helper, stub] = await aHelper(hit(1));

    await helper.fetch({ key: "k", deadline: Date.now() + 20_000 }, () => 1);

    const { max_wait_time: wait } = (await stub.request(1)).json as { max_wait_time: number };
    expect(wait).toBeGreaterThan(13);
    expect(wait).toBeLessThanOrEqual(15);
  });

  test("gives up on a server that does not answer, in time to call the function", async () => {
    const stub = await aStub(() => undefined);
    const env = {
      OPSVIEW_CACHE_MANAGER_HOST: stub.host,
      OPSVIEW_CACHE_MANAGER_PORT: `${stub.port}`,
    };
    const helper = closing(new CacheManagerHelper({ env: () => env }));

    const call = helper.fetch({ key: "k", deadline: 0.01, reserve: 0 }, () => 1);

    await expect(call).rejects.toThrow("Failed to connect to cache manager: timed out");
  });
});
