import { describe, expect, test } from "@jest/globals";
import { FakeConnection } from "../src/testing/index.js";
import { grantOf, someLocks, targetOf, toldTo, VALUE } from "./locks-fixture.js";

const K = targetOf("k");

describe("a waiter whose time is up", () => {
  test("corner 3: behind an old lock the oldest waiter gets a lock of its own, before its client gives up", () => {
    const { clock, ask, locks, observer } = someLocks();
    const holder = ask("k");
    clock.advance(10);
    const waiter = ask("k");
    clock.advance(28_999);
    expect(toldTo(waiter)).toBeUndefined();
    clock.advance(1);
    expect(toldTo(waiter)).toBe("lock");
    expect(observer.grants).toEqual(["miss", "wait_timeout"]);
    expect(locks.current(K)?.epoch).toBe(grantOf(waiter).epoch);
    expect(holder.owner.watcherCount).toBe(0);
  });

  test("corner 3: one lock more in a lease, no matter how many waits end", () => {
    const { clock, ask } = someLocks();
    ask("k");
    clock.advance(10);
    const first = ask("k");
    clock.advance(10);
    const second = ask("k");
    clock.advance(28_990);
    expect(toldTo(first)).toBe("lock");
    clock.advance(10);
    expect(toldTo(second)).toBe("empty");
    const third = ask("k"); // its time ends when the doubled lease is old enough
    clock.advance(29_000);
    expect(toldTo(third)).toBe("empty");
    const fourth = ask("k"); // lives to see that lease end: from then on it counts as a new one
    clock.advance(29_000);
    expect(toldTo(fourth)).toBe("lock");
  });

  test("corner 3: a young lock is not doubled", () => {
    const { clock, ask } = someLocks();
    ask("k", { waitMs: 60_000 });
    const waiter = ask("k", { waitMs: 5_000 });
    clock.advance(4_500);
    expect(toldTo(waiter)).toBe("empty");
    const [late] = [ask("k", { waitMs: 5_000 })];
    clock.advance(4_500);
    expect(toldTo(late)).toBe("lock"); // 9 s old now, 5 s are enough
  });

  test("corner 3: for a wait that is cut short by the bound, the cut one decides what is old", () => {
    const { clock, ask } = someLocks({ maxWaitMs: 20_000 });
    ask("k", { waitMs: 60_000 });
    const waiter = ask("k", { waitMs: 60_000 });
    clock.advance(20_000);
    expect(toldTo(waiter)).toBe("lock");
  });

  test("corner 3: set to empty, nobody gets a second lock", () => {
    const { clock, ask, observer } = someLocks({ onWaitTimeout: "empty" });
    ask("k");
    clock.advance(10);
    const waiter = ask("k");
    clock.advance(29_000);
    expect(toldTo(waiter)).toBe("empty");
    expect(observer.waitEnds).toEqual([{ end: "timeout", waitedMs: 29_000 }]);
  });

  test("corner 3: a caller that has gone gets no second lock", () => {
    const { clock, ask, locks } = someLocks();
    const holder = ask("k");
    clock.advance(10);
    const gone = ask("k");
    gone.leave();
    clock.advance(29_000);
    expect(toldTo(gone)).not.toBe("lock");
    expect(locks.current(K)?.epoch).toBe(grantOf(holder).epoch);
  });

  test("corner 3: the superseded holder's end does not disturb the new one", () => {
    const { clock, ask, locks } = someLocks();
    const holder = ask("k");
    clock.advance(10);
    const waiter = ask("k");
    clock.advance(29_000);
    holder.owner.close();
    clock.advance(1_000);
    expect(locks.current(K)?.epoch).toBe(grantOf(waiter).epoch);
  });

  test("corner 4: one grant a lease, in the order of arrival; the others wait on", () => {
    const { clock, ask, locks } = someLocks();
    const holder = ask("k", { waitMs: 5_000 });
    const waiters = Array.from({ length: 4 }, () => ask("k", { waitMs: 20_000 }));
    clock.advance(5_000);
    expect(waiters.map(toldTo)).toEqual(["lock", undefined, undefined, undefined]);
    const second = waiters[0] ?? holder;
    locks.release(K, { epoch: grantOf(second).epoch, owner: second.owner });
    expect(waiters.map(toldTo)).toEqual(["lock", "lock", undefined, undefined]);
    clock.advance(14_000); // 19 s: the remaining waits end; the lock is 14 s old, too young to double
    expect(waiters.map(toldTo)).toEqual(["lock", "lock", "empty", "empty"]);
  });

  test("corner 4: the lock goes to the next live waiter", () => {
    const { clock, ask, observer } = someLocks();
    const holder = ask("k");
    const [closed, left, alive] = [ask("k"), ask("k"), ask("k")];
    closed.owner.close();
    left.leave();
    holder.owner.close();
    clock.advance(250);
    expect([closed, left, alive].map(toldTo)).toEqual([undefined, undefined, "lock"]);
    expect(observer.waitEnds.map(({ end }) => end)).toEqual(["gone", "gone", "lock"]);
  });

  test("corner 13: fractions of a wait are honoured", () => {
    const { clock, ask } = someLocks();
    ask("k");
    const waiter = ask("k", { waitMs: 0.5 });
    clock.advance(0.44);
    expect(toldTo(waiter)).toBeUndefined();
    clock.advance(0.02);
    expect(toldTo(waiter)).toBe("empty");
  });

  test("corner 14: nobody waits longer than the bound, whatever it asks for", () => {
    const { clock, ask, locks } = someLocks({ maxWaitMs: 300_000 });
    const holder = ask("k", { waitMs: 100_000 });
    const waiter = ask("k", { waitMs: 1e12 });
    for (let i = 0; i < 5; i++) {
      clock.advance(59_999);
      locks.renew(K, { epoch: grantOf(holder).epoch, owner: holder.owner });
    }
    expect(toldTo(waiter)).toBeUndefined();
    clock.advance(5);
    expect(toldTo(waiter)).toBe("empty");
  });

  test("corner 15: data that is there when the wait ends wins, and the waiter is told once", () => {
    const { clock, ask, fill } = someLocks();
    clock.after(29_000, () => fill("k")); // due with the waiter's deadline, and first in line
    ask("k");
    const waiter = ask("k");
    clock.advance(60_000);
    expect(waiter.answers).toEqual([VALUE]);
  });

  test("corner 15: data that comes after the wait has ended is not told to that waiter", () => {
    const { clock, ask, fill, locks } = someLocks({ onWaitTimeout: "empty" });
    ask("k");
    const waiter = ask("k");
    clock.advance(29_000);
    fill("k");
    clock.advance(60_000);
    expect(waiter.answers).toEqual([{ kind: "empty" }]);
    expect(locks.waiterCount).toBe(0);
  });
});

describe("many waiters", () => {
  test("corner 26: above the bound of a key callers are answered empty at once, and it is told", () => {
    const { ask, locks, observer } = someLocks({ maxWaitersPerKey: 2 });
    ask("k");
    const waiters = [ask("k"), ask("k"), ask("k")];
    expect(waiters.map(toldTo)).toEqual([undefined, undefined, "empty"]);
    expect(observer.quotasReached).toEqual(["key_waiters"]);
    ask("other");
    expect(toldTo(ask("other"))).toBeUndefined();
    expect(locks.waiterCount).toBe(3);
  });

  test("corner 26: one namespace cannot take every lock or every place to wait", () => {
    const { ask, observer } = someLocks({ maxLocksPerNamespace: 1, maxWaitersPerNamespace: 1 });
    ask("a");
    expect(toldTo(ask("b"))).toBe("empty");
    ask("a");
    expect(toldTo(ask("a"))).toBe("empty");
    expect(toldTo(ask("a", {}, "other"))).toBe("lock");
    expect(observer.quotasReached).toEqual(["namespace_locks", "namespace_waiters"]);
  });

  test("corner 26: all locks and all waiters together are bounded", () => {
    const { ask, observer } = someLocks({ maxLocks: 2, maxWaiters: 1 });
    ask("a", {}, "n1");
    ask("a", {}, "n2");
    expect(toldTo(ask("a", {}, "n3"))).toBe("empty");
    ask("a", {}, "n1");
    expect(toldTo(ask("a", {}, "n2"))).toBe("empty");
    expect(observer.quotasReached).toEqual(["locks", "waiters"]);
  });

  test("corner 26: a place that has become free can be taken", () => {
    const { ask, fill } = someLocks({ maxWaitersPerKey: 1, maxLocks: 1 });
    ask("k");
    ask("k").owner.close();
    expect(toldTo(ask("k"))).toBeUndefined();
    fill("k");
    expect(toldTo(ask("other"))).toBe("lock");
  });

  test("corner 27: all waiters get the very same answer, in order, in slices", () => {
    const { clock, ask, locks } = someLocks();
    ask("k");
    const order: number[] = [];
    const waiters = Array.from({ length: 600 }, (_, i) =>
      ask("k", { onAnswer: () => order.push(i) }),
    );
    locks.fill(K)?.(VALUE);
    expect(order.length).toBe(256);
    expect(locks.waiterCount).toBe(0); // nobody waits on the key, answered or not
    clock.advance(0);
    expect(order).toEqual(Array.from({ length: 600 }, (_, i) => i));
    expect(waiters.every((waiter) => waiter.answered === VALUE)).toBe(true);
  });

  test("corner 27: a caller that comes between two slices starts afresh", () => {
    const { clock, ask, locks } = someLocks();
    ask("k");
    for (let i = 0; i < 300; i++) ask("k");
    locks.fill(K)?.(VALUE);
    const late = ask("k");
    clock.advance(0);
    expect(late.answers.map(({ kind }) => kind)).toEqual(["lock"]);
  });

  test("a hundred callers at once make one fetch; when it fails, exactly one tries again", () => {
    const { clock, ask, observer } = someLocks();
    const owner = new FakeConnection();
    const holder = ask("k", { owner });
    const waiters = Array.from({ length: 99 }, () => ask("k"));
    expect(grantOf(holder).epoch).toBe(1);
    owner.close();
    clock.advance(250);
    expect(waiters.filter((waiter) => toldTo(waiter) === "lock").length).toBe(1);
    expect(waiters.filter((waiter) => toldTo(waiter) === undefined).length).toBe(98);
    expect(observer.grants.length).toBe(2);
  });
});
