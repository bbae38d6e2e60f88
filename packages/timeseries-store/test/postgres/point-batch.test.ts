import { expect, test } from "@jest/globals";
import { runSteps } from "@signalbox/clock";
import fc from "fast-check";
import { preparePoints, type PointRun } from "../../src/postgres/point-batch.js";
import { aKey, points } from "../contract/series-fixture.js";

const pair = fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: 0, max: 2 }));
const part = fc.tuple(fc.constantFrom("a", "b"), fc.array(pair, { maxLength: 12 }));

test("of any batch the first and the last value of each time remain, and the others are counted", () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
      const first = new Map<string, number>();
      const last = new Map<string, number>();
      const counts = { points: 0, duplicates: 0, replaced: 0 };
      for (const [id, pairs] of parts) {
        for (const [ts, value] of pairs) {
          const name = `${id} ${ts}`;
          const before = last.get(name);
          counts.points += 1;
          if (before === undefined) first.set(name, value);
          else if (before === value) counts.duplicates += 1;
          else counts.replaced += 1;
          last.set(name, value);
        }
      }
      const batch = runSteps(preparePoints(parts.map(([id, pairs]) => points(aKey(id), ...pairs))));
      expect(batch).toMatchObject(counts);
      expect(valuesOf(batch.first)).toEqual(first);
      expect(new Map([...first, ...valuesOf(batch.last)])).toEqual(last);
      for (const { ts } of batch.first) expect(ts).toEqual([...ts].sort((a, b) => a - b));
    }),
  );
});

function valuesOf(runs: readonly PointRun[]): Map<string, number> {
  const all = new Map<string, number>();
  for (const { key, ts, values } of runs) {
    for (const [index, time] of ts.entries()) {
      all.set(`${key.objectId} ${time}`, values[index] ?? Number.NaN);
    }
  }
  return all;
}

test("columns in order are not copied", () => {
  const columns = points(aKey(), [1, 1], [2, 2]);
  const [run] = runSteps(preparePoints([columns])).first;
  expect(run?.ts).toBe(columns.ts);
});
