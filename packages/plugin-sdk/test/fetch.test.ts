import { describe, expect, test } from "@jest/globals";
import { CacheManagerHelper, CachedError, hashKey } from "../src/index.js";
import { clientFixture, hit, locked, released, stored } from "./client-fixture.js";
import { reply } from "./stub-server.js";

const { aHelper } = clientFixture();

const failing = (): never => {
  throw new RangeError("boom");
};

describe("a lock", () => {
  test("is asked for with a token, which goes back with the value", async () => {
    const [helper, stub] = await aHelper(locked(), stored);

    const value = await helper.fetch({ key: "k", ttl: 300, staleTtl: 20 }, (x: number) => [x], 4);

    expect(value).toEqual([4]);
    expect((await stub.request(1)).json).toMatchObject({
      key: hashKey("k"),
      max_wait_time: 30,
      lock_token: true,
    });
    expect((await stub.request(2)).json).toMatchObject({
      ...{ key: hashKey("k"), data: "[4]", ttl: 300, stale_ttl: 20, lock_token: "n.1" },
    });
  });

  test("that was lost meanwhile does not cost the caller its value", async () => {
    const [helper] = await aHelper(locked(), reply({ stored: false }));

    expect(await helper.fetch({ key: "k" }, () => "mine")).toBe("mine");
  });

  test("of a server without tokens works as with the original", async () => {
    const [helper, stub] = await aHelper(reply({ data: null, lock: true }), reply('"ok"'));

    expect(await helper.fetch({ key: "k" }, () => 1)).toBe(1);
    expect((await stub.request(2)).json).not.toHaveProperty("lock_token");
  });

  test("is renewed while the function runs, if asked", async () => {
    const renewed = reply({ renewed: true, lease: 0.06 });
    const [helper, stub] = await aHelper(locked({ lease: 0.06 }), renewed, renewed, stored);
    const untilRenewedTwice = async (): Promise<string> => {
      await stub.request(3);
      return "done";
    };

    expect(await helper.fetch({ key: "k", renew: true }, untilRenewedTwice)).toBe("done");

    expect((await stub.request(2)).line).toBe("POST /renew_lock HTTP/1.1");
    expect((await stub.request(3)).json).toMatchObject({ key: hashKey("k"), lock_token: "n.1" });
    expect(stub.connections()).toBe(1);
  });

  test("is no longer renewed once the server says it has passed on", async () => {
    const [helper, stub] = await aHelper(
      locked({ lease: 0.06 }),
      reply({ renewed: false }),
      reply({ stored: false }),
    );
    const afterTheRefusal = async (): Promise<number> => {
      await stub.request(2);
      return 1;
    };

    expect(await helper.fetch({ key: "k", renew: true }, afterTheRefusal)).toBe(1);
    expect((await stub.request(3)).line).toBe("POST /set_data HTTP/1.1");
  });
});

describe("a function that fails", () => {
  test("is remembered for negativeTtl, flagged as an error, and returned as one", async () => {
    const [helper, stub] = await aHelper(locked(), stored);

    expect(await helper.fetch({ key: "k" }, failing)).toEqual({ error: "boom" });
    expect((await stub.request(2)).json).toMatchObject({
      ...{ data: '{"error":"boom"}', ttl: 60, error: true, lock_token: "n.1" },
    });
  });

  test("is never remembered for longer than a value", async () => {
    const [helper, stub] = await aHelper(locked(), stored);

    await helper.fetch({ key: "k", ttl: 5 }, failing);

    expect((await stub.request(2)).json).toMatchObject({ ttl: 5 });
  });

  test("throws its own error with raiseErrors and records its name", async () => {
    const [helper, stub] = await aHelper(locked(), stored);

    await expect(helper.fetch({ key: "k", raiseErrors: true }, failing)).rejects.toThrow(
      RangeError,
    );
    expect((await stub.request(2)).json).toMatchObject({
      data: '{"error":"boom","error_type":"RangeError"}',
    });
  });

  test.each([
    [{ error: "boom", error_type: "RangeError" }, "RangeError"],
    [{ error: "boom" }, "Error"],
  ])("throws in those who waited, from the record %j", async (record, name) => {
    const [helper] = await aHelper(hit(record));

    const call = helper.fetch({ key: "k", raiseErrors: true }, () => 1);

    await expect(call).rejects.toMatchObject({ name, message: "boom" });
    await expect(call).rejects.toBeInstanceOf(CachedError);
  });

  test.each([{ error: "boom", code: 1 }, { error: 1 }, ["error"], "error", null])(
    "is not seen in the value %j",
    async (value) => {
      const [helper] = await aHelper(hit(value));

      expect(await helper.fetch({ key: "k", raiseErrors: true }, () => 1)).toEqual(value);
    },
  );

  test("gives the lock back and throws when failures are not to be remembered", async () => {
    const [helper, stub] = await aHelper(locked(), released);

    await expect(helper.fetch({ key: "k", negativeTtl: 0 }, failing)).rejects.toThrow("boom");
    expect((await stub.request(2)).line).toBe("POST /release_lock HTTP/1.1");
    expect((await stub.request(2)).json).toMatchObject({ lock_token: "n.1" });
  });

  test.each([
    ["stale", { data: '"old"', stale: true }],
    ["fresh, when it was only to be refreshed", { data: '"old"' }],
  ])("returns the older value that is %s, and records the failure", async (_name, older) => {
    const [helper, stub] = await aHelper(locked(older), stored);

    expect(await helper.fetch({ key: "k", staleTtl: 60 }, failing)).toBe("old");
    expect((await stub.request(2)).json).toMatchObject({ error: true, ttl: 60, lock_token: "n.1" });
    expect((await stub.request(2)).json).not.toHaveProperty("stale_ttl");
  });

  test("returns the older value and gives the lock back when failures are not to be remembered", async () => {
    const [helper, stub] = await aHelper(locked({ data: '"old"', stale: true }), released);

    expect(await helper.fetch({ key: "k", staleTtl: 60, negativeTtl: 0 }, failing)).toBe("old");
    expect((await stub.request(2)).line).toBe("POST /release_lock HTTP/1.1");
  });

  test.each([
    ["stale and not wanted", { data: '"old"', stale: true }, 0],
    ["a failure itself", { data: '{"error":"before"}', stale: true }, 60],
    ["not readable", { data: "NaN", stale: true }, 60],
  ])("does not return an older value that is %s", async (_name, older, staleTtl) => {
    const [helper] = await aHelper(locked(older), stored);

    expect(await helper.fetch({ key: "k", staleTtl }, failing)).toEqual({ error: "boom" });
  });

  test("is still reported when its record is refused", async () => {
    const [helper, stub] = await aHelper(locked(), reply("", "413 Too Large"), released);

    expect(await helper.fetch({ key: "k" }, failing)).toEqual({ error: "boom" });
    expect((await stub.request(3)).line).toBe("POST /release_lock HTTP/1.1");
  });
});

test.each([
  [{ key: "" }, "key must be a non-empty string"],
  [{ key: 1 }, "key must be a non-empty string"],
  [{ key: "k", ttl: 0 }, "ttl must be a number above 0"],
  [{ key: "k", ttl: "5" }, "ttl must be a number above 0"],
  [{ key: "k", ttl: 10, negativeTtl: 11 }, "negativeTtl is 11, limit is the ttl of 10"],
  [{ key: "k", negativeTtl: -1 }, "negativeTtl must be a number of at least 0"],
  [{ key: "k", staleTtl: Number.NaN }, "staleTtl must be a number of at least 0"],
  [{ key: "k", maxWaitTime: -1 }, "maxWaitTime must be a number of at least 0"],
  [{ key: "k", deadline: 0 }, "deadline must be a number above 0"],
  [{ key: "k", encrypted: "short" }, "encrypted must be a secret of at least 16 characters"],
  [{ key: "k", validate: true }, "is a boolean"],
])("the options %j are refused before a lock is asked for", async (options, text) => {
  const [helper, stub] = await aHelper(locked());

  // The types forbid most of these; a plugin in plain JavaScript may still do it.
  const call = helper.fetch(options as { key: string }, () => 1);

  await expect(call).rejects.toThrow(text);
  expect(stub.connections()).toBe(0);
});

test("noCacheManager calls the function directly", async () => {
  const helper = new CacheManagerHelper({ env: () => ({}) });

  expect(await helper.fetch({ key: "k", noCacheManager: true }, (x: number) => x + 1, 1)).toBe(2);
});
