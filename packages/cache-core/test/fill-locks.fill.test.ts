import { describe, expect, test } from "@jest/globals";
import { AppError } from "@signalbox/errors";
import { FakeAsker, FakeConnection } from "../src/testing/index.js";
import { grantOf, someLocks, targetOf, toldTo, VALUE } from "./locks-fixture.js";
import { aStore, times } from "./store-fixture.js";

const K = targetOf("k");
const TOO_LARGE = new AppError("item_too_large", "item is 12 MB, limit is 10 MB (max_item_size)");

describe("a set", () => {
  test("corner 5: a superseded holder is told apart by its epoch and can end nothing", () => {
    const { clock, ask, locks } = someLocks();
    const [late, holder] = [ask("k"), ask("k", { waitMs: 60_000 })];
    clock.advance(30_000);
    expect(locks.current(K)?.epoch).toBe(grantOf(holder).epoch);
    const claim = { epoch: grantOf(late).epoch, owner: late.owner };
    expect(locks.release(K, claim)).toBe(false);
    expect(locks.renew(K, claim)).toBeUndefined();
    locks.refuse(K, claim);
    locks.refuseOversize(K, claim, TOO_LARGE);
    late.owner.close();
    clock.advance(1_000);
    expect(locks.current(K)).toEqual({ epoch: grantOf(holder).epoch, heldMs: 1_000 });
    expect(toldTo(ask("k"))).toBeUndefined();
  });

  test("corner 6: by somebody without the lock ends it and wakes everybody", () => {
    const { ask, fill, locks, observer, clock } = someLocks();
    const holder = ask("k");
    const waiters = [ask("k"), ask("k")];
    clock.advance(500);
    fill("k");
    expect(waiters.map((waiter) => waiter.answers)).toEqual([[VALUE], [VALUE]]);
    expect([locks.lockCount, locks.waiterCount, clock.pendingTimers > 1]).toEqual([0, 0, false]);
    expect([holder, ...waiters].map(({ owner }) => owner.watcherCount)).toEqual([0, 0, 0]);
    expect(observer.filledAfterMs).toEqual([500]);
  });

  test("corner 7: after the lock has expired disturbs nothing", () => {
    const { clock, ask, fill, locks, observer } = someLocks();
    ask("k");
    clock.advance(30_000);
    fill("k");
    expect([locks.lockCount, observer.filledAfterMs]).toEqual([0, []]);
    expect(toldTo(ask("k"))).toBe("lock");
  });

  test("corner 8: while another holds the lock ends it; the other's own set finds nothing to do", () => {
    const { ask, fill, locks } = someLocks();
    const holder = ask("k");
    const waiter = ask("k");
    fill("k");
    fill("k");
    expect(waiter.answers).toEqual([VALUE]);
    expect(locks.release(K, { epoch: grantOf(holder).epoch, owner: holder.owner })).toBe(false);
  });

  test("of one key wakes nobody who waits for another, nor for the same key of another namespace", () => {
    const { ask, fill } = someLocks();
    for (const [key, namespace] of [
      ["bc", "a"],
      ["c", "ab"],
      ["bc", "b"],
    ] as const)
      ask(key, {}, namespace);
    const waiters = [ask("bc", {}, "a"), ask("c", {}, "ab"), ask("bc", {}, "b")];
    fill("c", "ab");
    expect(waiters.map(toldTo)).toEqual([undefined, "value", undefined]);
  });

  test("the setter can be answered before the waiters: nobody is woken until it is asked for", () => {
    const { ask, locks } = someLocks();
    ask("k");
    const waiter = ask("k");
    const wake = locks.fill(K);
    expect(toldTo(waiter)).toBeUndefined();
    expect(locks.waiterCount).toBe(0);
    wake?.(VALUE);
    expect(toldTo(waiter)).toBe("value");
  });

  test("that nobody waited for leaves nobody to wake", () => {
    const { ask, locks } = someLocks();
    expect(locks.fill(K)).toBeUndefined();
    ask("k");
    expect(locks.fill(K)).toBeUndefined();
    expect(locks.lockCount).toBe(0);
  });

  test("corner 21: eviction of every entry leaves locks and waiters alone", () => {
    const { ask, locks, fill } = someLocks();
    const { store, counts } = aStore({ maxBytes: 1_000 });
    ask("k");
    const waiter = ask("k");
    for (let i = 0; i < 100; i++) store.put(K.namespace, `k${i}`, Buffer.from("v"), times(0));
    expect(counts.evicted).toBeGreaterThan(90);
    expect([locks.lockCount, locks.waiterCount]).toEqual([1, 1]);
    fill("k");
    expect(toldTo(waiter)).toBe("value");
  });
});

describe("a set that is refused", () => {
  test("frees the lock for the next waiter", () => {
    const { ask, locks, observer } = someLocks();
    const [holder, waiter] = [ask("k"), ask("k")];
    locks.refuse(K, { epoch: undefined, owner: holder.owner });
    expect(toldTo(waiter)).toBe("lock");
    expect(observer.grants).toEqual(["miss", "refused"]);
  });

  test("before its key is known frees every lock of its connection, and no other", () => {
    const { ask, locks } = someLocks();
    const owner = new FakeConnection();
    for (const key of ["a", "b"]) ask(key, { owner });
    ask("c");
    const waiters = ["a", "b", "c"].map((key) => ask(key));
    locks.refuseAllOf(owner);
    locks.refuseAllOf(new FakeConnection());
    expect(waiters.map(toldTo)).toEqual(["lock", "lock", undefined]);
    expect(owner.watcherCount).toBe(0);
  });

  test("corner 22: for its size lets one waiter try and refuses the others and later callers", () => {
    const { clock, ask, locks, observer } = someLocks({ oversizeMemoryMs: 10_000 });
    const holder = ask("k");
    const waiters = [ask("k"), ask("k"), ask("k")];
    locks.refuseOversize(K, { epoch: grantOf(holder).epoch, owner: holder.owner }, TOO_LARGE);
    expect(waiters.map(toldTo)).toEqual(["lock", "refused", "refused"]);
    expect(waiters[1]?.answered).toEqual({ kind: "refused", error: TOO_LARGE });
    expect(observer.waitEnds.map(({ end }) => end)).toEqual(["lock", "refused", "refused"]);
    clock.advance(9_999);
    expect(toldTo(ask("k"))).toBe("refused");
    expect(toldTo(ask("other"))).toBe("lock");
    clock.advance(1);
    expect(toldTo(ask("k"))).toBeUndefined();
  });

  test("corner 22: without waiters or without a lock the size is remembered all the same", () => {
    const { ask, locks } = someLocks();
    const holder = ask("k");
    locks.refuseOversize(K, { epoch: undefined, owner: holder.owner }, TOO_LARGE);
    locks.refuseOversize(targetOf("other"), { epoch: undefined, owner: holder.owner }, TOO_LARGE);
    expect(locks.lockCount).toBe(0);
    expect([ask("k"), ask("other")].map(toldTo)).toEqual(["refused", "refused"]);
  });

  test("corner 22: the waiter that may try is not refused when it asks again", () => {
    const { ask, locks } = someLocks();
    const holder = ask("k");
    const next = ask("k");
    locks.refuseOversize(K, { epoch: undefined, owner: holder.owner }, TOO_LARGE);
    expect(toldTo(next)).toBe("lock");
    expect(toldTo(ask("k", { owner: next.owner }))).toBe("lock");
  });

  test("corner 22: a set that fits ends the refusal", () => {
    const { ask, fill, locks } = someLocks();
    locks.refuseOversize(K, { epoch: undefined, owner: new FakeConnection() }, TOO_LARGE);
    fill("k");
    expect(toldTo(ask("k"))).toBe("lock");
  });
});

describe("a refresh", () => {
  test("is given to one caller; all others are served what there is", () => {
    const { locks, observer } = someLocks();
    expect(locks.askToRefresh(K, new FakeAsker())?.kind).toBe("lock");
    expect(locks.askToRefresh(K, new FakeAsker())).toBeUndefined();
    expect([locks.waiterCount, observer.grants]).toEqual([0, ["refresh"]]);
  });

  test("corner 18: that failed is not tried again until the rest is over; a miss still is", () => {
    const { clock, locks, ask } = someLocks();
    locks.rest(K, 1_000);
    expect(locks.askToRefresh(K, new FakeAsker())).toBeUndefined();
    expect(toldTo(ask("k"))).toBe("lock");
    locks.fill(K)?.(VALUE);
    locks.rest(K, 1_000);
    clock.advance(1_000);
    expect(locks.askToRefresh(K, new FakeAsker())?.kind).toBe("lock");
  });

  test("is not begun when no lock is to be had", () => {
    const { locks, ask, observer } = someLocks({ maxLocks: 1 });
    ask("other");
    expect(locks.askToRefresh(K, new FakeAsker())).toBeUndefined();
    expect(observer.quotasReached).toEqual(["locks"]);
  });
});

describe("time and the end", () => {
  test("corner 24: a step of the wall clock changes no lease, wait, grace or refusal", () => {
    const { clock, ask, locks } = someLocks();
    locks.refuseOversize(
      targetOf("big"),
      { epoch: undefined, owner: new FakeConnection() },
      TOO_LARGE,
    );
    const holder = ask("k", { waitMs: 5_000 });
    const waiter = ask("k");
    for (const stepMs of [7_200_000, -14_400_000]) {
      clock.stepWallClock(stepMs);
      clock.advance(2_499);
    }
    expect([toldTo(holder), toldTo(waiter), toldTo(ask("big"))]).toEqual([
      "lock",
      undefined,
      "refused",
    ]);
    clock.advance(2);
    expect(toldTo(waiter)).toBe("lock");
  });

  test("corner 25: stopping answers every waiter empty and leaves nothing behind", () => {
    const { clock, ask, locks, observer } = someLocks();
    const holders = ["a", "b"].map((key) => ask(key));
    const waiters = ["a", "a", "b"].map((key) => ask(key));
    holders[0]?.owner.close();
    locks.stop();
    expect(waiters.map((waiter) => waiter.answers)).toEqual(Array(3).fill([{ kind: "empty" }]));
    expect([locks.lockCount, locks.waiterCount, clock.pendingTimers]).toEqual([0, 0, 0]);
    expect([...holders, ...waiters].map(({ owner }) => owner.watcherCount)).toEqual([
      0, 0, 0, 0, 0,
    ]);
    expect(observer.waitEnds.map(({ end }) => end)).toEqual(["stopped", "stopped", "stopped"]);
  });

  test("a listing shows the keys most waited for first, and only what may be shown", () => {
    const { clock, ask, locks } = someLocks();
    ask("quiet");
    ask("hidden", {}, "other");
    clock.advance(1_000);
    ask("busy", { waitMs: 60_000 });
    ask("busy");
    clock.advance(500);
    expect(locks.list(10, (namespace) => namespace === K.namespace)).toEqual([
      { namespace: "ns", key: "busy", heldMs: 500, leaseLeftMs: 59_500, waiters: 1 },
      { namespace: "ns", key: "quiet", heldMs: 1_500, leaseLeftMs: 28_500, waiters: 0 },
    ]);
    expect(locks.list(1, () => true).length).toBe(1);
  });
});
