import { describe, expect, test } from "@jest/globals";
import type { SeriesKey } from "@signalbox/timeseries-store";
import fc from "fast-check";
import { SampleBatch } from "../../src/remote-write/sample-batch.js";
import { SeriesTable } from "../../src/remote-write/series-table.js";
import { labelsOf, writeRequest } from "../../src/remote-write/write-request.js";
import { decoded } from "./decoded-request.js";

const T = 1_700_000_000_000_000;
const aKey = (more: Partial<SeriesKey> = {}): SeriesKey => ({
  source: "site",
  objectType: "node",
  event: "cpu_util",
  objectId: "pc1",
  ...more,
});

type Point = readonly [key: SeriesKey, tsUs: number, value: number];

function sent(points: readonly Point[]) {
  const table = new SeriesTable(1000);
  const batch = new SampleBatch(1000);
  for (const [key, tsUs, value] of points) batch.add(table.numberOf(key) ?? 0, tsUs, value);
  return decoded(writeRequest(batch.samples(), table));
}

test("points of a series stand together, by time, in milliseconds", () => {
  const [one, other] = [aKey(), aKey({ event: "swap_free" })];

  const all = sent([
    [one, T + 2_000_999, 2.5],
    [other, T, 7],
    [one, T + 1_000_000, 1],
  ]);

  expect(all).toEqual([
    {
      labels: { __name__: "ops_monitoring_cpu_util", id: "pc1", source: "site", type: "node" },
      labelNames: ["__name__", "id", "source", "type"],
      samples: [
        [1_700_000_001_000, 1],
        [1_700_000_002_000, 2.5],
      ],
    },
    expect.objectContaining({ samples: [[1_700_000_000_000, 7]] }),
  ]);
});

test("of the points of one millisecond the last one counts", () => {
  const [series] = sent([
    [aKey(), T + 900, 3],
    [aKey(), T + 1, 1],
    [aKey(), T + 900, 4],
    [aKey(), T + 1000, 5],
  ]);

  expect(series?.samples).toEqual([
    [T / 1000, 4],
    [T / 1000 + 1, 5],
  ]);
});

describe("labels", () => {
  test.each([
    [{ event: "a-b" }, { __name__: "ops_monitoring_a_b", event: "a-b" }],
    [{ source: "" }, { id: "pc1" }],
    [{ objectId: 'quote " and \n line ü' }, { id: 'quote " and \n line ü' }],
  ])("of %j hold %j and are sorted", (more, expected) => {
    const labels = labelsOf(aKey(more));

    expect(Object.fromEntries(labels)).toMatchObject(expected);
    expect(labels.map(([name]) => name)).toEqual(labels.map(([name]) => name).sort());
    expect(labels.every(([, value]) => value !== "")).toBe(true);
  });
});

test("any points arrive as they are", () => {
  const point = fc.tuple(
    fc.constantFrom("a", "b", "c"),
    fc.integer({ min: -1_000_000, max: 9_000_000_000_000 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  fc.assert(
    fc.property(fc.array(point, { maxLength: 50 }), (points) => {
      const expected = new Map<string, Map<number, number>>();
      const sorted = points.map((one, at) => [one, at] as const);
      sorted.sort(([a, i], [b, j]) => a[1] - b[1] || i - j);
      for (const [[id, timeMs, value]] of sorted) {
        const times = expected.get(id) ?? new Map<number, number>();
        expected.set(id, times.set(timeMs, value));
      }

      const all = sent(points.map(([id, ms, value]) => [aKey({ objectId: id }), ms * 1000, value]));

      const found = new Map(all.map(({ labels, samples }) => [labels["id"], new Map(samples)]));
      expect(found).toEqual(expected);
    }),
  );
});
