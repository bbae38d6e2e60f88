import { describe, expect, test } from "@jest/globals";
import { FakeConnection } from "../src/testing/index.js";
import { grantOf, someLocks, targetOf, toldTo, VALUE } from "./locks-fixture.js";

const K = targetOf("k");
const GRACE_MS = 250;

describe("the holder's connection", () => {
  test("corner 1: when the holder dies the next waiter gets the lock after a short grace", () => {
    const { clock, ask, observer } = someLocks();
    const holder = ask("k");
    const [second, third] = [ask("k"), ask("k")];
    holder.owner.close();
    clock.advance(GRACE_MS - 1);
    expect([toldTo(second), toldTo(third)]).toEqual([undefined, undefined]);
    clock.advance(1);
    expect([toldTo(second), toldTo(third)]).toEqual(["lock", undefined]);
    expect(grantOf(second).epoch).toBeGreaterThan(grantOf(holder).epoch);
    expect(observer.grants).toEqual(["miss", "disconnected"]);
    expect(observer.holdersGone).toBe(1);
  });

  test("corner 1: a set within the grace, on a new connection, still wakes everybody", () => {
    const { clock, ask, fill } = someLocks();
    const [holder, waiter] = [ask("k"), ask("k")];
    holder.owner.close();
    clock.advance(GRACE_MS - 1);
    fill("k");
    clock.advance(1_000);
    expect(waiter.answers).toEqual([VALUE]);
  });

  test("corner 1: without a waiter the lock of a dead holder ends and the next caller gets it", () => {
    const { clock, ask, locks } = someLocks();
    ask("k").owner.close();
    clock.advance(GRACE_MS);
    expect(locks.lockCount).toBe(0);
    expect(toldTo(ask("k"))).toBe("lock");
  });

  test("corner 1: all locks of a dead holder are passed on, those of others are not", () => {
    const { clock, ask } = someLocks();
    const owner = new FakeConnection();
    for (const key of ["a", "b"]) ask(key, { owner });
    ask("c");
    const waiters = ["a", "b", "c"].map((key) => ask(key));
    owner.close();
    clock.advance(GRACE_MS);
    expect(waiters.map(toldTo)).toEqual(["lock", "lock", undefined]);
  });

  test("corner 1: a close of our own says nothing about the holder", () => {
    const { clock, ask } = someLocks();
    const [holder, waiter] = [ask("k"), ask("k")];
    holder.owner.close("server");
    clock.advance(GRACE_MS);
    expect(toldTo(waiter)).toBeUndefined();
    clock.advance(30_000);
    expect(toldTo(waiter)).toBe("lock");
  });

  test("corner 1: a connection closed because its request was refused gives its locks up at once", () => {
    const { ask } = someLocks();
    const [holder, waiter] = [ask("k"), ask("k")];
    holder.owner.close("refused");
    expect(toldTo(waiter)).toBe("lock");
  });

  test("corner 1: off, behind a proxy, the end of a connection changes nothing", () => {
    const { clock, ask, locks } = someLocks({ releaseOnDisconnect: false });
    const [holder, waiter] = [ask("k"), ask("k")];
    holder.owner.close();
    clock.advance(GRACE_MS);
    expect(toldTo(waiter)).toBeUndefined();
    expect(locks.lockCount).toBe(1);
  });

  test("corner 1: a lock granted to a caller that makes one connection a request outlives it", () => {
    const { clock, ask } = someLocks();
    const holder = ask("k", { isDetached: true });
    const waiter = ask("k");
    holder.owner.close();
    clock.advance(GRACE_MS);
    expect([toldTo(holder), toldTo(waiter)]).toEqual(["lock", undefined]);
    expect(holder.owner.watcherCount).toBe(0);
  });

  test("corner 16: the holder who asks again gets the same grant again, with a new lease", () => {
    const { clock, ask, locks, observer } = someLocks();
    const holder = ask("k");
    const waiter = ask("k");
    clock.advance(20_000);
    const again = ask("k", { owner: holder.owner });
    expect(grantOf(again)).toEqual(grantOf(holder));
    expect(observer.grants).toEqual(["miss", "again"]);
    clock.advance(9_000); // the waiter's time: the lock is young again, so it is not doubled
    expect(toldTo(waiter)).toBe("empty");
    expect(locks.lockCount).toBe(1);
  });

  test("corner 16: another connection, or another key, is not the holder asking again", () => {
    const { ask } = someLocks();
    const holder = ask("k");
    expect(toldTo(ask("k"))).toBeUndefined();
    expect(grantOf(ask("other", { owner: holder.owner })).epoch).not.toBe(grantOf(holder).epoch);
  });

  test("corner 17: a get sent again on a new connection gets the lock its first copy took", () => {
    const { clock, ask } = someLocks();
    ask("k").owner.close();
    const resent = ask("k");
    expect(toldTo(resent)).toBeUndefined();
    clock.advance(GRACE_MS);
    expect(toldTo(resent)).toBe("lock");
  });
});

describe("the holder's lease", () => {
  test.each([
    [1_000, 5_000],
    [30_000, 30_000],
    [240_000, 120_000],
  ])(
    "corner 2: the lease of who waits %i ms is %i ms, then the next waiter has the lock",
    (waitMs, leaseMs) => {
      const { clock, ask, observer } = someLocks();
      const holder = ask("k", { waitMs });
      expect(grantOf(holder).leaseMs).toBe(leaseMs);
      const waiter = ask("k", { waitMs: 300_000 });
      clock.advance(leaseMs - 1);
      expect(toldTo(waiter)).toBeUndefined();
      clock.advance(1);
      expect(toldTo(waiter)).toBe("lock");
      expect([observer.leasesEnded, observer.grants]).toEqual([1, ["miss", "expired"]]);
    },
  );

  test("corner 2: a lease that ends without waiters frees key, timer and connection", () => {
    const { clock, ask, locks } = someLocks();
    const holder = ask("k");
    clock.advance(30_000);
    expect([locks.lockCount, clock.pendingTimers, holder.owner.watcherCount]).toEqual([0, 0, 0]);
    expect(locks.current(K)).toBeUndefined();
  });

  test("corner 19: a holder who gives up passes the lock on at once", () => {
    const { ask, locks, observer } = someLocks();
    const [holder, second, third] = [ask("k"), ask("k"), ask("k")];
    const claim = { epoch: grantOf(holder).epoch, owner: new FakeConnection() };
    expect(locks.release(K, claim)).toBe(true);
    expect([toldTo(second), toldTo(third)]).toEqual(["lock", undefined]);
    expect(observer.grants).toEqual(["miss", "released"]);
    expect(locks.release(K, claim)).toBe(false);
  });

  test.each([
    ["the holder's token", "token", true],
    ["a wrong token, even on the holder's connection", "wrong", false],
    ["no token, on the holder's connection", "connection", true],
    ["no token, on another connection", "stranger", false],
  ])("corners 19 and 20: with %s a claim is good: %#", (_what, who, isGood) => {
    const { ask, locks } = someLocks();
    const holder = ask("k");
    const { epoch } = grantOf(holder);
    const claims: Record<string, { epoch: number | undefined; owner: FakeConnection }> = {
      token: { epoch, owner: new FakeConnection() },
      wrong: { epoch: epoch + 1, owner: holder.owner },
      connection: { epoch: undefined, owner: holder.owner },
      stranger: { epoch: undefined, owner: new FakeConnection() },
    };
    const claim = claims[who] ?? { epoch: undefined, owner: new FakeConnection() };
    expect(locks.renew(K, claim)).toBe(isGood ? 30_000 : undefined);
    locks.refuse(K, claim);
    expect(locks.lockCount).toBe(isGood ? 0 : 1);
  });

  test("corner 20: a renewed lease starts anew and the lock counts as young", () => {
    const { clock, ask, locks } = someLocks();
    const holder = ask("k");
    const waiter = ask("k");
    const claim = { epoch: grantOf(holder).epoch, owner: holder.owner };
    clock.advance(20_000);
    expect(locks.renew(K, claim)).toBe(30_000);
    expect(locks.current(K)).toEqual({ epoch: claim.epoch, heldMs: 20_000 });
    clock.advance(9_000);
    expect(toldTo(waiter)).toBe("empty");
    clock.advance(20_999);
    expect(locks.lockCount).toBe(1);
    clock.advance(1);
    expect(locks.lockCount).toBe(0);
  });

  test("corner 20: a renewal on a new connection, within the grace, keeps the lock", () => {
    const { clock, ask, locks } = someLocks();
    const holder = ask("k");
    const waiter = ask("k");
    holder.owner.close();
    clock.advance(100);
    const claim = { epoch: grantOf(holder).epoch, owner: new FakeConnection() };
    expect(locks.renew(K, claim)).toBe(30_000);
    clock.advance(GRACE_MS);
    expect(toldTo(waiter)).toBeUndefined();
    expect(locks.current(K)?.epoch).toBe(claim.epoch);
  });

  test("corner 20: nothing is renewed or released that is not locked", () => {
    const { locks } = someLocks();
    const claim = { epoch: 1, owner: new FakeConnection() };
    expect(locks.renew(K, claim)).toBeUndefined();
    expect(locks.release(K, claim)).toBe(false);
  });
});
