import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Point } from "../../src/index.js";
import { parse } from "../parse-fixture.js";
import { aStore } from "./store-fixture.js";

const START_S = 1_709_296_800;

/** What one agent sends: for each step a few series, time going on, counters growing or restarting. */
const step = fc.record({
  pauseS: fc.integer({ min: 1, max: 4 }),
  bytes: fc.integer({ min: 0, max: 1_000_000 }),
  load: fc.integer({ min: 0, max: 8 }),
  host: fc.constantFrom("a", "b"),
});
const stream = fc.array(step, { minLength: 1, maxLength: 12 }).map((steps) => {
  let seconds = START_S - 55;
  return steps.flatMap(({ pauseS, bytes, load, host }) => {
    seconds += pauseS;
    const text =
      `net,host=${host},interface=eth0 bytes_recv=${bytes}i,err_in=${load}i ${seconds}000000000\n` +
      `system,host=${host} load1=${load} ${seconds}000000000\n`;
    return parse(text).all;
  });
});

/** Two aggregators that each pass on all of `points` in order, in some interleaving. */
function interleave(points: readonly Point[], choices: readonly boolean[]): Point[] {
  const merged: Point[] = [];
  let [first, second] = [0, 0];
  for (let turn = 0; first < points.length || second < points.length; turn++) {
    const takeFirst =
      second >= points.length || (first < points.length && choices[turn % choices.length]);
    const point = takeFirst ? points[first++] : points[second++];
    if (point) merged.push(point);
  }
  return merged;
}

function stateAfter(points: readonly Point[], batchSize: number): unknown {
  const { store } = aStore();
  for (let from = 0; from < points.length; from += batchSize) {
    store.write(points.slice(from, from + batchSize));
  }
  const samples = store.hosts().map(({ host, samples: count }) => [host, count]);
  return { a: store.tree("a"), b: store.tree("b"), samples, values: [...store.values()] };
}

/** What a receiver that merges deeply ends up with. */
function mergeInto(target: Record<string, unknown>, news: object): Record<string, unknown> {
  for (const [key, value] of Object.entries(news as Record<string, unknown>)) {
    const isTree = typeof value === "object" && value !== null;
    target[key] = isTree ? mergeInto((target[key] ?? {}) as Record<string, unknown>, value) : value;
  }
  return target;
}

describe("SampleStore, for any stream", () => {
  test("two aggregators that send the same, interleaved anyhow, leave the state of one", () => {
    const choices = fc.array(fc.boolean(), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(stream, choices, fc.integer({ min: 1, max: 9 }), (points, turns, batchSize) => {
        expect(stateAfter(interleave(points, turns), batchSize)).toEqual(stateAfter(points, 1));
      }),
      { numRuns: 300 },
    );
  });

  test("a backlog sent again, in any order, changes nothing", () => {
    fc.assert(
      fc.property(
        stream.chain((points) => fc.tuple(fc.constant(points), fc.shuffledSubarray(points))),
        ([points, again]) => {
          expect(stateAfter([...points, ...again], 1)).toEqual(stateAfter(points, 1));
        },
      ),
    );
  });

  test("rates are never negative, and every sample is counted once", () => {
    fc.assert(
      fc.property(
        stream.chain((points) => fc.shuffledSubarray(points)),
        (points) => {
          const { store } = aStore();
          const { counts } = store.write(points);
          const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
          expect(total).toBe(points.length);
          for (const { field, value } of store.values()) {
            if (field.endsWith("_rate")) expect(value).toBeGreaterThanOrEqual(0);
          }
        },
      ),
    );
  });

  test("the news of all batches, merged, are the whole tree", () => {
    const growing = stream.map((points) =>
      points.filter(({ series }) => series.measurement === "system"),
    );
    fc.assert(
      fc.property(growing, fc.integer({ min: 1, max: 5 }), (points, batchSize) => {
        const { store } = aStore();
        const merged = {};
        for (let from = 0; from < points.length; from += batchSize) {
          mergeInto(merged, store.write(points.slice(from, from + batchSize)).hosts);
        }
        const trees = store.hosts().map(({ host }) => [host, store.tree(host)] as const);
        expect(merged).toEqual(Object.fromEntries(trees));
      }),
    );
  });
});
