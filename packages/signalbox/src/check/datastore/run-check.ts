import { UsageError, type ReadArguments } from "@signalbox/command-line";
import type { Clock } from "@signalbox/clock";
import type { Metric } from "@signalbox/plugin-sdk";
import { readAggregate, readName, readWindow, type CheckOrder } from "./check-order.js";
import { checkDefaults } from "./check-specs.js";
import { inventoryQuestion, type InventoryItem } from "./inventory-question.js";
import { judgeLags, judgeResponses } from "./judge-stores.js";
import { judgeValues } from "./judge-values.js";
import { aggregateQuestion, latestQuestion, type NewestValue } from "./latest-question.js";
import { knownChecks, measureOf, type KnownCheck, type Measure } from "./measure.js";
import type { SharedCollector } from "./shared-collector.js";
import { storesQuestion, type StoreFacts } from "./stores-question.js";
import { unknownVerdict, verdictOn, type Verdict } from "./verdict.js";

/** A check that was read from the command line. */
export interface CheckRun {
  readonly name: string;
  readonly args: ReadArguments;
  readonly order: CheckOrder;
  readonly collector: Pick<SharedCollector, "ask">;
  readonly clock: Clock;
}

/** @throws UsageError; what `SharedCollector.ask` throws */
export function runCheck(run: CheckRun): Promise<Verdict> {
  const known = knownChecks.get(run.name);
  if (known !== undefined) return checkAggregate(run, known);
  return run.name === "metric" ? checkMetric(run) : checkStores(run);
}

/** Every resource that the inventory knows and that reports this: one that never had a value is missing as well. */
async function checkAggregate(run: CheckRun, { measure }: KnownCheck): Promise<Verdict> {
  const source = readName(run.args, "aggregate");
  const windowS = readWindow(run.args);
  const [values, inventory] = await Promise.all([
    newest(run, { source, measure, ids: [] }),
    inventoryOf(run, { source, measure }),
  ]);
  const expected = inventory.filter(({ events }) => events?.includes(measure.base) ?? true);
  const ids = expected.map(({ id }) => id);
  if (ids.length === 0) {
    const what = `${measure.objectType} with ${measure.base}`;
    return unknownVerdict(`the collector knows no ${what} of aggregate ${source}`);
  }
  return judged(run, { measure, windowS, ids, values, inventory });
}

async function checkMetric(run: CheckRun): Promise<Verdict> {
  const { args } = run;
  const measure = measureOf(readName(args, "type"), readName(args, "event"));
  const windowS = readWindow(args);
  const wanted = args.options.get("id") ?? [];
  const source = args.options.get("source")?.at(-1);
  const of = { measure, ...(source !== undefined && { source }) };
  const [values, inventory] = await Promise.all([
    newest(run, { ...of, ids: wanted }, windowS),
    measure.capacity === undefined ? [] : inventoryOf(run, of),
  ]);
  const ids = wanted.length > 0 ? wanted : values.map(({ id }) => id);
  if (ids.length === 0) {
    return unknownVerdict(`no ${measure.objectType} has ${measure.base}`);
  }
  return judged(run, { measure, windowS, ids, values, inventory });
}

interface Wanted {
  readonly measure: Measure;
  readonly source?: string;
  readonly ids: readonly string[];
}

function newest(
  { args, order, collector }: CheckRun,
  { measure, source, ids }: Wanted,
  windowS = 0,
): Promise<readonly NewestValue[]> {
  const { objectType, base: event } = measure;
  const wish = {
    objectType,
    event,
    ids,
    ttlS: order.ttlS,
    ...(source !== undefined && { source }),
  };
  const aggregate = readAggregate(args);
  return collector.ask(
    aggregate === undefined
      ? latestQuestion(wish)
      : aggregateQuestion(wish, { windowS, aggregate }),
  );
}

function inventoryOf(
  { order, collector }: CheckRun,
  { measure, source }: { readonly measure: Measure; readonly source?: string },
): Promise<readonly InventoryItem[]> {
  const ttlS = Math.max(order.ttlS, checkDefaults.inventoryTtlS);
  const { objectType } = measure;
  return collector.ask(
    inventoryQuestion({ objectType, ttlS, ...(source !== undefined && { source }) }),
  );
}

interface Found {
  readonly measure: Measure;
  readonly windowS: number;
  readonly ids: readonly string[];
  readonly values: readonly NewestValue[];
  readonly inventory: readonly InventoryItem[];
}

function judged({ order, clock }: CheckRun, { measure, windowS, ...found }: Found): Verdict {
  const { ranges, missing } = order;
  const nowMs = clock.wallMs();
  const metrics = judgeValues(found, { measure, ranges, missing, windowS, nowMs });
  return verdictOn(metrics, `${measure.objectType}s`);
}

async function checkStores({ name, args, order, collector }: CheckRun): Promise<Verdict> {
  const all = await collector.ask(storesQuestion(order.ttlS));
  const stores = chosen(all, args.options.get("store") ?? []);
  if (stores.length === 0) return unknownVerdict("the collector reads no store");
  const judge: (stores: readonly StoreFacts[], order: CheckOrder) => readonly Metric[] =
    name === "store-lag" ? judgeLags : judgeResponses;
  return verdictOn(judge(stores, order), "stores");
}

/** @throws UsageError for a store that the collector does not read */
function chosen(all: readonly StoreFacts[], ids: readonly string[]): readonly StoreFacts[] {
  if (ids.length === 0) return all;
  return [...new Set(ids)].map((id) => {
    const store = all.find((one) => one.id === id);
    if (store !== undefined) return store;
    throw new UsageError(`the collector reads no store ${id}`);
  });
}
