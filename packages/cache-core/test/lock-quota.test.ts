import { describe, expect, test } from "@jest/globals";
import { LockQuota } from "../src/lock-quota.js";
import { testLockSettings } from "../src/testing/index.js";

function aQuota(): LockQuota {
  return new LockQuota(
    testLockSettings({
      maxLocks: 3,
      maxLocksPerNamespace: 2,
      maxWaiters: 4,
      maxWaitersPerNamespace: 3,
      maxWaitersPerKey: 2,
    }),
  );
}

describe("LockQuota", () => {
  test("a namespace gets its locks and no more, while others still get theirs", () => {
    const quota = aQuota();
    quota.addLock("a", 1);
    expect(quota.refusesLock("a")).toBeUndefined();
    quota.addLock("a", 1);
    expect(quota.refusesLock("a")).toBe("namespace_locks");
    expect(quota.refusesLock("b")).toBeUndefined();
  });

  test("the bound on all locks counts every namespace", () => {
    const quota = aQuota();
    for (const namespace of ["a", "b", "c"]) quota.addLock(namespace, 1);
    expect(quota.refusesLock("d")).toBe("locks");
  });

  test("waiters are bounded by key, by namespace and in all", () => {
    const quota = aQuota();
    expect(quota.refusesWaiter("a", 2)).toBe("key_waiters");
    for (let i = 0; i < 3; i++) quota.addWaiter("a", 1);
    expect(quota.refusesWaiter("a", 0)).toBe("namespace_waiters");
    expect(quota.refusesWaiter("b", 0)).toBeUndefined();
    quota.addWaiter("b", 1);
    expect(quota.refusesWaiter("c", 0)).toBe("waiters");
  });

  test("what is given back can be had again", () => {
    const quota = aQuota();
    for (let i = 0; i < 2; i++) quota.addLock("a", 1);
    quota.addLock("a", -1);
    expect(quota.refusesLock("a")).toBeUndefined();
    expect(quota.locks).toBe(1);
  });

  test("locks and waiters of one namespace are counted apart", () => {
    const quota = aQuota();
    for (let i = 0; i < 3; i++) quota.addWaiter("a", 1);
    quota.addLock("a", 1);
    quota.addLock("a", -1);
    expect(quota.refusesWaiter("a", 0)).toBe("namespace_waiters");
    expect([quota.locks, quota.waiters]).toEqual([0, 3]);
  });

  test("a namespace named like a property of objects is a namespace", () => {
    const quota = aQuota();
    expect(quota.refusesLock("__proto__")).toBeUndefined();
    expect(quota.refusesWaiter("constructor", 0)).toBeUndefined();
  });
});
