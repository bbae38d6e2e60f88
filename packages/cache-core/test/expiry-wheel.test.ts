import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ExpiryWheel } from "../src/expiry-wheel.js";

const SECOND_MS = 1_000;
const TURN_MS = 4_096 * SECOND_MS;

/** A wheel with its rows: adds, and collects the dead as its user does. */
function aWheel() {
  const diesAtMs: number[] = [];
  const wheel = new ExpiryWheel((row) => diesAtMs[row] ?? 0);
  return {
    wheel,
    add: (row: number, atMs: number): void => {
      diesAtMs[row] = atMs;
      wheel.add(row);
    },
    /** Removes the dead. @returns their rows, and how many rows were looked at. */
    collect: (nowMs: number, maxVisits = Infinity): { dead: number[]; visits: number } => {
      const dead: number[] = [];
      let visits = 0;
      for (; visits < maxVisits; visits++) {
        const visit = wheel.visit(nowMs);
        if (visit === "done") break;
        if (visit === "alive") continue;
        dead.push(visit);
        wheel.remove(visit);
      }
      return { dead, visits };
    },
  };
}

describe("ExpiryWheel", () => {
  test("a row is found once the second it dies in is over", () => {
    const { add, collect } = aWheel();
    add(1, 1_500);
    expect(collect(1_999).dead).toEqual([]);
    expect(collect(2_000).dead).toEqual([1]);
    expect(collect(9_000).dead).toEqual([]);
  });

  test("a row that dies turns later is passed over, once a turn", () => {
    const { add, collect } = aWheel();
    add(1, 2 * TURN_MS + 1_500);
    expect(collect(2_000)).toEqual({ dead: [], visits: 1 });
    expect(collect(TURN_MS + 2_000)).toEqual({ dead: [], visits: 1 });
    expect(collect(2 * TURN_MS + 2_000).dead).toEqual([1]);
  });

  test("after any pause everything dead is found, looking at each row once", () => {
    const { add, collect } = aWheel();
    for (let row = 0; row < 500; row++) add(row, row * 17_003);
    add(500, 1e12);
    const { dead, visits } = collect(1e11);
    expect(dead.length).toBe(500);
    expect(visits).toBe(501);
  });

  test("the living are not looked at to find the dead", () => {
    const { add, collect } = aWheel();
    for (let row = 0; row < 1_000; row++) add(row, 3_600 * SECOND_MS);
    add(1_000, 500);
    expect(collect(2_000)).toEqual({ dead: [1_000], visits: 1 });
  });

  test("small steps find the same as one large step", () => {
    const { add, collect } = aWheel();
    for (let row = 0; row < 100; row++) add(row, (row % 7) * SECOND_MS);
    const dead: number[] = [];
    for (let step = 0; step < 100; step++) dead.push(...collect(10 * SECOND_MS, 1).dead);
    expect(new Set(dead).size).toBe(100);
  });

  test("a row removed by somebody else under the walk does not stop it", () => {
    const { add, collect, wheel } = aWheel();
    for (const row of [1, 2, 3]) add(row, 500);
    expect(collect(2_000, 1).dead).toEqual([1]);
    wheel.remove(2); // the row the walk would have looked at next
    expect(collect(2_000).dead).toEqual([3]);
  });

  test("no dead row is missed and no live one found, whatever is added, removed and visited", () => {
    const step = fc.record({
      row: fc.nat(30),
      lifeMs: fc.oneof(fc.nat(5_000), fc.nat(3 * TURN_MS)),
      passMs: fc.oneof(fc.constant(0), fc.nat(3_000), fc.nat(2 * TURN_MS)),
      maxVisits: fc.oneof(fc.nat(3), fc.constant(Infinity)),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: "max" }), (steps) => {
        const { add, collect, wheel } = aWheel();
        const deaths = new Map<number, number>();
        let nowMs = 0;
        for (const { row, lifeMs, passMs, maxVisits } of steps) {
          nowMs += passMs;
          if (deaths.delete(row)) wheel.remove(row);
          deaths.set(row, nowMs + lifeMs);
          add(row, nowMs + lifeMs);
          const { dead, visits } = collect(nowMs, maxVisits);
          for (const found of dead) {
            expect(deaths.get(found)).toBeLessThanOrEqual(nowMs);
            deaths.delete(found);
          }
          if (visits >= maxVisits) continue;
          const secondMs = Math.floor(nowMs / SECOND_MS) * SECOND_MS;
          expect([...deaths.values()].every((atMs) => atMs >= secondMs)).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });
});
