import { describe, expect, test } from "@jest/globals";
import type { ClosedBy } from "../src/asker.js";
import { FillLock } from "../src/fill-lock.js";
import { OwnerRegister } from "../src/owner-register.js";
import { FakeConnection } from "../src/testing/index.js";

const aLock = (key: string): FillLock =>
  new FillLock(
    key,
    { namespace: "ns", key },
    { leaseEnd: () => undefined, graceEnd: () => undefined },
  );

function aRegister() {
  const told: { id: string; closedBy: ClosedBy }[] = [];
  const register = new OwnerRegister((lock, closedBy) => told.push({ id: lock.id, closedBy }));
  return { register, told };
}

describe("OwnerRegister", () => {
  test("the end of a connection is told for each lock it holds", () => {
    const { register, told } = aRegister();
    const owner = new FakeConnection();
    const locks = [aLock("a"), aLock("b")];
    for (const lock of locks) register.hold(owner, lock);
    expect(owner.watcherCount).toBe(1);
    owner.close("server");
    expect(told).toEqual([
      { id: "a", closedBy: "server" },
      { id: "b", closedBy: "server" },
    ]);
    expect(locks.map((lock) => lock.owner)).toEqual([undefined, undefined]);
  });

  test("a connection is watched only while it holds a lock", () => {
    const { register, told } = aRegister();
    const owner = new FakeConnection();
    const [one, other] = [aLock("a"), aLock("b")];
    register.hold(owner, one);
    register.hold(owner, other);
    register.drop(one);
    expect(owner.watcherCount).toBe(1);
    register.drop(other);
    register.drop(other);
    expect(owner.watcherCount).toBe(0);
    owner.close();
    expect(told).toEqual([]);
  });

  test("a lock given to another connection is no longer the first one's", () => {
    const { register, told } = aRegister();
    const [first, second] = [new FakeConnection(), new FakeConnection()];
    const lock = aLock("a");
    register.hold(first, lock);
    register.hold(second, lock);
    first.close();
    expect(told).toEqual([]);
    expect(lock.owner).toBe(second);
    second.close();
    expect(told).toEqual([{ id: "a", closedBy: "peer" }]);
  });

  test("holding the same lock again leaves one watcher", () => {
    const { register } = aRegister();
    const owner = new FakeConnection();
    const lock = aLock("a");
    register.hold(owner, lock);
    register.hold(owner, lock);
    expect(owner.watcherCount).toBe(1);
  });
});
