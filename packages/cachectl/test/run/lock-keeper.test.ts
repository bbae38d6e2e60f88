import { expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import type { CacheClient } from "../../src/cache-client.js";
import { keepLock } from "../../src/run/lock-keeper.js";

/** A client that only knows how to renew; `answer` decides each renewal. */
function aRenewer(answer: () => Promise<void> = () => Promise.resolve()) {
  const renewed: string[] = [];
  const never = () => Promise.reject(new Error("not expected"));
  const client: CacheClient = {
    get: never,
    set: never,
    remove: never,
    release: never,
    status: never,
    renew: (key, token) => {
      renewed.push(`${key} ${token}`);
      return answer();
    },
    close: () => undefined,
  };
  return { client, renewed };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("the lock is renewed three times a lease, until it is stopped", async () => {
  const clock = new FakeClock();
  const { client, renewed } = aRenewer();
  const stop = keepLock({ client, clock, key: "k", lock: { token: "t", leaseS: 30 } });
  clock.advance(9_999);
  expect(renewed).toEqual([]);
  for (let turn = 0; turn < 3; turn += 1) {
    clock.advance(10_000);
    await settled();
  }
  expect(renewed).toEqual(["k t", "k t", "k t"]);
  stop();
  clock.advance(100_000);
  expect(renewed).toHaveLength(3);
  expect(clock.pendingTimers).toBe(0);
});

test("a renewal that fails is tried again at the next turn", async () => {
  const clock = new FakeClock();
  const { client, renewed } = aRenewer(() => Promise.reject(new Error("away")));
  const stop = keepLock({ client, clock, key: "k", lock: { token: "t", leaseS: 3 } });
  clock.advance(1_000);
  await settled();
  clock.advance(1_000);
  await settled();
  expect(renewed).toHaveLength(2);
  stop();
});

test("a renewal under way when it is stopped starts no other", async () => {
  const clock = new FakeClock();
  let answer: () => void = () => undefined;
  const { client } = aRenewer(() => new Promise((resolve) => (answer = resolve)));
  const stop = keepLock({ client, clock, key: "k", lock: { token: "t", leaseS: 3 } });
  clock.advance(1_000);
  stop();
  answer();
  await settled();
  expect(clock.pendingTimers).toBe(0);
});

test.each([{}, { token: "t" }, { leaseS: 30 }])("a lock like %j cannot be renewed", (lock) => {
  const clock = new FakeClock();
  keepLock({ client: aRenewer().client, clock, key: "k", lock });
  expect(clock.pendingTimers).toBe(0);
});
