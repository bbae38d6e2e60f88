import { describe, expect, test } from "@jest/globals";
import { epochOrder, exclusivity, fencing, visibleGrants } from "../support/history/lock-checks.js";
import type { Operation } from "../support/history/operation.js";
import { isolation, liveness, lostValues, staleness } from "../support/history/value-checks.js";

const TARGET = { namespace: "n", key: "k" };

function get(client: number, startMs: number, endMs: number, rest: Partial<Operation>): Operation {
  return { ...TARGET, client, kind: "get", startMs, endMs, result: "empty", ...rest };
}

function lock(client: number, startMs: number, endMs: number, epoch: number, leaseMs = 100) {
  return get(client, startMs, endMs, { result: "lock", epoch, leaseMs });
}

function set(client: number, startMs: number, endMs: number, rest: Partial<Operation>): Operation {
  const value = `${client}-${startMs}`;
  return { ...TARGET, client, kind: "set", startMs, endMs, result: "stored", value, ...rest };
}

function death(client: number, startMs: number): Operation {
  const nothing = { namespace: "", key: "" };
  return { ...nothing, client, kind: "death", startMs, endMs: startMs, result: "unknown" };
}

describe("exclusivity", () => {
  test("finds two grants that are in force at the same time", () => {
    const [violation] = exclusivity([lock(1, 0, 1, 1), lock(2, 10, 11, 2)]);

    expect(violation?.text).toBe("epoch 2 was held while epoch 1 was in force");
  });

  test("finds an overlap with a grant that is not the last one before it", () => {
    const history = [lock(1, 0, 1, 1, 1000), lock(2, 2, 3, 2, 10), lock(3, 50, 51, 3, 10)];

    expect(exclusivity(history).map(({ text }) => text)).toContain(
      "epoch 3 was held while epoch 1 was in force",
    );
  });

  test("finds two waiters that were promoted for one death", () => {
    const history = [
      lock(1, 0, 1, 1, 1000),
      lock(2, 2, 30, 2, 1000),
      lock(3, 3, 31, 3, 1000),
      death(1, 20),
    ];

    expect(exclusivity(history)).toHaveLength(1);
  });

  test.each([
    ["the lease may have ended", [lock(1, 0, 1, 1, 100), lock(2, 50, 101, 2)]],
    ["its holder had died", [lock(1, 0, 1, 1), lock(2, 2, 60, 2), death(1, 50)]],
    ["it had been filled", [lock(1, 0, 1, 1), set(1, 20, 21, { epoch: 1 }), lock(2, 22, 23, 2)]],
    ["somebody else had filled it", [lock(1, 0, 1, 1), set(3, 20, 21, {}), lock(2, 22, 23, 2)]],
    ["the set's outcome is unknown", [lock(1, 0, 1, 1), unknownSet(20), lock(2, 22, 23, 2)]],
    ["it is another key's", [lock(1, 0, 1, 1), { ...lock(2, 10, 11, 2), key: "other" }]],
    ["it is another namespace's", [lock(1, 0, 1, 1), { ...lock(2, 10, 11, 2), namespace: "m" }]],
  ])("is silent where a second grant is right: %s", (_why, history) => {
    expect(exclusivity(history)).toEqual([]);
  });

  test("a set that was refused as superseded ends nothing", () => {
    const history = [
      lock(1, 0, 1, 2),
      set(3, 20, 21, { epoch: 1, result: "superseded" }),
      lock(2, 22, 23, 3),
    ];

    expect(exclusivity(history)).toHaveLength(1);
  });

  test("sees the hold of a waiter that waited longer than its lease", () => {
    const history = [lock(1, 0, 1, 1, 500), lock(2, 2, 310, 2, 100), death(1, 300)];

    expect(visibleGrants(history)).toEqual({ all: 2, visible: 2 });
    expect(exclusivity([...history, lock(3, 320, 330, 3)])).toHaveLength(1);
  });
});

function unknownSet(startMs: number): Operation {
  const { endMs: _unknown, ...rest } = set(1, startMs, startMs, { epoch: 1, result: "unknown" });
  return rest;
}

describe("epoch order", () => {
  test("finds a later grant with a lower epoch", () => {
    expect(epochOrder([lock(1, 0, 1, 7), lock(2, 200, 201, 6)])).toHaveLength(1);
  });

  test("finds an epoch that was granted twice, also on another key", () => {
    const history = [lock(1, 0, 10, 7), { ...lock(2, 5, 11, 7), key: "other" }];

    expect(epochOrder(history).map(({ text }) => text)).toEqual(["epoch 7 was granted twice"]);
  });

  test("is silent about grants whose order is not known", () => {
    expect(epochOrder([lock(1, 0, 50, 8), lock(2, 10, 60, 7)])).toEqual([]);
  });
});

describe("fencing", () => {
  test("finds an old token that was taken while a newer grant was in force", () => {
    const history = [lock(1, 0, 1, 1, 50), lock(2, 2, 60, 2, 200), set(1, 100, 101, { epoch: 1 })];

    expect(fencing(history)).toHaveLength(1);
  });

  test("finds an old token that was taken over newer data", () => {
    const history = [
      set(2, 60, 61, { epoch: 2, ttlMs: 500 }),
      set(1, 100, 101, { epoch: 1, ttlMs: 500 }),
    ];

    expect(fencing(history)).toHaveLength(1);
  });

  test.each([
    ["the newer data had ended", [set(2, 60, 61, { epoch: 2, ttlMs: 30 }), oldSet("stored")]],
    ["it was not taken", [set(2, 60, 61, { epoch: 2, ttlMs: 500 }), oldSet("superseded")]],
    ["it carried no token", [set(2, 60, 61, { epoch: 2, ttlMs: 500 }), set(1, 100, 101, {})]],
    ["nobody else had the lock", [lock(1, 0, 1, 1, 50), oldSet("stored")]],
  ])("is silent where a late set is right: %s", (_why, history) => {
    expect(fencing(history)).toEqual([]);
  });
});

function oldSet(result: "stored" | "superseded"): Operation {
  return set(1, 100, 101, { epoch: 1, ttlMs: 500, result });
}

describe("staleness", () => {
  const written = set(1, 0, 10, { value: "v", ttlMs: 100 });

  test("finds a value past its time", () => {
    const read = get(2, 161, 162, { result: "value", value: "v" });

    expect(staleness([written, read], 50)).toHaveLength(1);
  });

  test("finds a value that had been refused", () => {
    const refused: Operation = { ...written, result: "superseded" };

    expect(staleness([refused, get(2, 20, 21, { result: "value", value: "v" })], 50)).toHaveLength(
      1,
    );
  });

  test("is silent within the margin, and about a value whose set may still have been on its way", () => {
    const { endMs: _unknown, ...unknown } = written;
    const read = (startMs: number) => get(2, startMs, startMs, { result: "value", value: "v" });

    expect(staleness([written, read(160)], 50)).toEqual([]);
    expect(staleness([{ ...unknown, result: "unknown" }, read(10_000)], 50)).toEqual([]);
  });
});

describe("isolation", () => {
  const written = set(1, 0, 10, { value: "v" });
  const read = get(2, 20, 21, { result: "value", value: "v" });

  test.each([
    ["another namespace", { namespace: "m" }],
    ["another key", { key: "other" }],
  ])("finds a value that belongs to %s", (_what, where) => {
    expect(isolation([written, { ...read, ...where }])).toHaveLength(1);
  });

  test("finds a value that nobody wrote, or not yet", () => {
    expect(isolation([read])).toHaveLength(1);
    expect(isolation([{ ...written, startMs: 30, endMs: 31 }, read])).toHaveLength(1);
  });

  test("is silent about a value in its place", () => {
    expect(isolation([written, read])).toEqual([]);
  });
});

describe("lost values", () => {
  const written = set(1, 0, 10, { ttlMs: 100 });

  test.each([get(2, 11, 12, { result: "empty" }), lock(2, 11, 12, 2)])(
    "finds a caller that was told $result although there was a value",
    (miss) => {
      expect(lostValues([written, miss])).toHaveLength(1);
    },
  );

  test.each([
    ["the value may have ended", [written, lock(2, 90, 101, 2)]],
    ["the get may have come first", [written, lock(2, 9, 12, 2)]],
    ["a shorter one may have come", [written, set(3, 5, 20, { ttlMs: 1 }), lock(2, 30, 31, 2)]],
  ])("is silent where a miss is right: %s", (_why, history) => {
    expect(lostValues(history)).toEqual([]);
  });
});

describe("liveness", () => {
  test("finds a call that never ended, and one that ended too late", () => {
    const { endMs: _never, ...stuck } = get(1, 0, 0, { result: "unknown", waitMs: 100 });
    const late = get(2, 0, 200, { waitMs: 100 });

    expect(liveness([stuck, late], 50)).toHaveLength(2);
  });

  test("is silent about what ended with its client, and within the slack", () => {
    const { endMs: _never, ...cut } = get(1, 0, 0, { result: "unknown", waitMs: 100 });

    expect(liveness([cut, death(1, 10), get(2, 0, 150, { waitMs: 100 })], 50)).toEqual([]);
  });
});
