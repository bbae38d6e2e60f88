import { expect, test } from "@jest/globals";
import { runSteps } from "@signalbox/clock";
import type { DataSeries } from "@signalbox/monitoring-model";
import fc from "fast-check";
import { mergeSeries } from "../../src/poll/merge-series.js";

const anItem = (objectId: string, points: readonly (readonly [number, number])[]): DataSeries => ({
  event: "cpu_util",
  objectId,
  ts: points.map(([time]) => time),
  values: points.map(([, value]) => value),
});

const merge = (items: readonly DataSeries[]): readonly DataSeries[] => runSteps(mergeSeries(items));

test("items of one series become one, ascending, and points of one time keep their order", () => {
  const merged = merge([
    anItem("a", [[3, 1]]),
    anItem("b", [[9, 9]]),
    anItem("a", [
      [1, 2],
      [3, 3],
      [2, 4],
    ]),
  ]);

  expect(merged).toEqual([
    anItem("a", [
      [1, 2],
      [2, 4],
      [3, 1],
      [3, 3],
    ]),
    anItem("b", [[9, 9]]),
  ]);
});

test("any number of points in any order is sorted as a stable sort would", () => {
  const sizes = fc.integer({ min: 0, max: 20_000 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 30_000 }), fc.nat(), (size, distinct, seed) => {
      const points = Array.from(
        { length: size },
        (_, at) => [((at + seed) * 7919) % distinct, at] as const,
      );
      const [item] = merge([anItem("a", points)]);
      const expected = [...points].sort(([one], [other]) => one - other);
      expect(item ?? anItem("a", [])).toEqual(anItem("a", expected));
    }),
    { numRuns: 30 },
  );
});

test("a series in very many items, in falling order, is no more work than its points, in short steps", () => {
  const count = 200_000;
  const items = Array.from({ length: count }, (_, at) => anItem("a", [[count - at, at]]));
  const steps = mergeSeries(items);
  let turns = 0;
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) turns += 1;

  expect(step.value[0]?.ts.slice(0, 2)).toEqual([1, 2]);
  expect(turns).toBeGreaterThan(count / 20_000);
});
