import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Aggregation, TimeseriesStore } from "../../src/index.js";
import type { ContractOptions, OpenedStore, OpenStore } from "./opened-store.js";
import { downsampled, readAll } from "./series-fixture.js";
import { pairsOf, StoreModel } from "./store-model.js";

const DEFAULT_RUNS = 20;
const IDS = ["a", "b", "c"];

type Step =
  | { readonly do: "put"; readonly id: string; readonly at: number[]; readonly values: number[] }
  | { readonly do: "fill"; readonly id: string; readonly from: number; readonly count: number }
  | { readonly do: "read"; readonly id: string; readonly from: number; readonly to: number }
  | {
      readonly do: "downsample";
      readonly id: string;
      readonly from: number;
      readonly to: number;
      readonly step: number;
      readonly how: Aggregation;
    }
  | { readonly do: "latest" }
  | { readonly do: "remove"; readonly before: number }
  | { readonly do: "compact" }
  | { readonly do: "reopen" };

const id = fc.constantFrom(...IDS);
const time = fc.integer({ min: -500, max: 3000 });
// Small integers add up exactly whatever the order; equal values make duplicates.
const value = fc.integer({ min: -3, max: 3 });
const how = fc.constantFrom<Aggregation>("min", "max", "avg", "last", "sum", "count");

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .uniqueArray(fc.tuple(time, value), { maxLength: 30, selector: ([at]) => at })
      .chain((pairs) =>
        id.map((chosen): Step => ({
          do: "put",
          id: chosen,
          at: pairs.map(([at]) => at),
          values: pairs.map(([, one]) => one),
        })),
      ),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("fill" as const),
      id,
      from: time,
      count: fc.integer({ min: 1, max: 700 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("read" as const), id, from: time, to: time }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("downsample" as const),
      id,
      from: time,
      to: time,
      step: fc.integer({ min: 1, max: 400 }),
      how,
    }),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ do: "latest" }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("remove" as const), before: time }) },
  { weight: 2, arbitrary: fc.constant<Step>({ do: "compact" }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: "reopen" }) },
);

export function describeHistories(openStore: OpenStore, options: ContractOptions): void {
  describe("any history", () => {
    test("leaves the same points as in a map of maps", async () => {
      const opened = await openStore();
      const stage: Stage = { opened, store: opened.store, run: 0 };
      try {
        const history = fc.array(step, { minLength: 5, maxLength: 40 });
        const property = fc.asyncProperty(history, (steps) => play(stage, steps));
        await fc.assert(property, { numRuns: options.propertyRuns ?? DEFAULT_RUNS });
        expect((await stage.store.check()).problems).toEqual([]);
      } finally {
        await opened.dispose();
      }
    }, 120_000);
  });
}

/** One store for all histories, each of which has series of its own. */
interface Stage {
  readonly opened: OpenedStore;
  store: TimeseriesStore;
  run: number;
}

async function play(stage: Stage, steps: readonly Step[]): Promise<void> {
  const prefix = `run ${++stage.run} `;
  const model = new StoreModel(prefix);
  const before = (await stage.store.stats()).points;
  for (const one of steps) {
    if (one.do === "reopen") stage.store = await stage.opened.reopen();
    else await takeStep(stage.store, model, one);
  }
  for (const one of IDS) await compareRead(stage.store, model, one, -1000, 10_000);
  expect((await stage.store.stats()).points - before).toBe(model.points);
}

async function takeStep(store: TimeseriesStore, model: StoreModel, one: Step): Promise<void> {
  switch (one.do) {
    case "put":
      return comparePut(store, model, one.id, one.at, one.values);
    case "fill": {
      const at = Array.from({ length: one.count }, (_, index) => one.from + index);
      return comparePut(
        store,
        model,
        one.id,
        at,
        at.map((when) => Math.abs(when) % 5),
      );
    }
    case "read":
      return compareRead(store, model, one.id, one.from, one.to);
    case "downsample":
      return compareSteps(store, model, one);
    case "latest":
      expect(await store.series.latest(IDS.map((each) => model.key(each)))).toEqual(
        IDS.map((each) => model.latest(each)),
      );
      return;
    case "remove":
      expect(
        await store.series.removeBefore({
          beforeUs: one.before,
          filter: { objectIds: IDS.map((each) => model.key(each).objectId) },
          limit: 1_000_000,
        }),
      ).toBe(model.removeBefore(one.before));
      return;
    case "compact":
      return store.compact();
    case "reopen":
  }
}

async function comparePut(
  store: TimeseriesStore,
  model: StoreModel,
  which: string,
  ts: readonly number[],
  values: readonly number[],
): Promise<void> {
  const report = await store.series.put([{ series: model.key(which), ts, values }]);
  expect(report).toEqual(model.put(which, ts, values));
}

async function compareRead(
  store: TimeseriesStore,
  model: StoreModel,
  which: string,
  fromUs: number,
  toUs: number,
): Promise<void> {
  const found = await readAll(store, { series: [model.key(which)], fromUs, toUs });
  expect(pairsOf(found)).toEqual(model.read(which, { fromUs, toUs }));
}

async function compareSteps(
  store: TimeseriesStore,
  model: StoreModel,
  one: Extract<Step, { do: "downsample" }>,
): Promise<void> {
  const range = { fromUs: one.from, toUs: one.to };
  const request = { ...range, series: [model.key(one.id)], stepUs: one.step, aggregation: one.how };
  expect(pairsOf(await downsampled(store, request))).toEqual(
    model.downsample(one.id, range, one.step, one.how),
  );
}
