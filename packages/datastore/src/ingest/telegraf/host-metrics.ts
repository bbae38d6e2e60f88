import { tagValue, type Point, type Series } from "@signalbox/telegraf-ingest";
import type { PointBatch } from "../points/point-batch.js";
import { hostRules, type FieldNumber, type HostRule } from "./host-rules.js";
import type { PendingSamples } from "./last-samples.js";

const US_PER_SECOND = 1_000_000;
/** It leads nowhere, and no site publishes it. */
const LOOPBACK = "lo";

const rulesByMeasurement: ReadonlyMap<string, readonly HostRule[]> = new Map(
  hostRules.map(({ measurement }) => [
    measurement,
    hostRules.filter((rule) => rule.measurement === measurement),
  ]),
);

/** Turns what Telegraf measures of a host into points of nodes and interfaces, by the table `hostRules`. One for each body. */
export class HostMetrics {
  readonly #batch: PointBatch;
  readonly #samples: PendingSamples;
  /** Largest values of one moment, by object, event and time; their points are added at the end. */
  readonly #largest = new Map<
    string,
    { readonly rule: HostRule; readonly objectId: string; readonly tsUs: number; value: number }
  >();

  constructor(options: { readonly batch: PointBatch; readonly samples: PendingSamples }) {
    this.#batch = options.batch;
    this.#samples = options.samples;
  }

  static knows(measurement: string): boolean {
    return rulesByMeasurement.has(measurement);
  }

  /** @throws AppError `item_too_large` above the limit of points */
  take({ series, fields }: Point, tsUs: number): void {
    const rules = rulesByMeasurement.get(series.measurement) ?? [];
    const numbers = new Map<string, FieldNumber>();
    for (const { key, value } of fields) {
      if (typeof value === "number" || typeof value === "bigint") numbers.set(key, value);
    }
    for (const rule of rules) {
      if (rule.only && tagValue(series, rule.only.key) !== rule.only.value) continue;
      const value = rule.value(numbers);
      if (value === undefined) continue;
      const objectId = this.#objectOf(rule, series);
      if (objectId !== undefined) this.#takeValue(rule, objectId, { tsUs, value });
    }
  }

  /** Adds what is known only when all lines were read. */
  end(): void {
    for (const { rule, objectId, tsUs, value } of this.#largest.values()) {
      this.#add(rule, objectId, tsUs, value);
      this.#samples.put(objectId, rule.event, { tsUs, value });
    }
    this.#largest.clear();
  }

  #objectOf({ objectType }: HostRule, series: Series): string | undefined {
    const node = tagValue(series, "id") ?? tagValue(series, "host");
    if (node === undefined) {
      const reason = `${series.measurement} has neither the tag id nor host`;
      this.#batch.reject({ type: objectType }, "bad_series", reason);
      return undefined;
    }
    if (objectType === "node") return node;
    const name = tagValue(series, "interface");
    return name === undefined || name === LOOPBACK ? undefined : `${node}:${name}`;
  }

  #takeValue(
    rule: HostRule,
    objectId: string,
    { tsUs, value }: { readonly tsUs: number; readonly value: FieldNumber },
  ): void {
    if (rule.kind === "gauge") this.#add(rule, objectId, tsUs, Number(value));
    else if (rule.kind === "max") this.#takeLargest(rule, objectId, tsUs, Number(value));
    else this.#takeCount(rule, objectId, tsUs, value);
  }

  /** Lines of one moment may be spread over bodies. */
  #takeLargest(rule: HostRule, objectId: string, tsUs: number, value: number): void {
    const key = `${tsUs}\n${rule.event}\n${objectId}`;
    const known = this.#largest.get(key);
    if (known) {
      known.value = Math.max(known.value, value);
      return;
    }
    const before = this.#samples.get(objectId, rule.event);
    const earlier = before?.tsUs === tsUs ? Number(before.value) : -Infinity;
    this.#largest.set(key, { rule, objectId, tsUs, value: Math.max(value, earlier) });
  }

  #takeCount(rule: HostRule, objectId: string, tsUs: number, value: FieldNumber): void {
    const before = this.#samples.get(objectId, rule.event);
    if (before && tsUs <= before.tsUs) return;
    this.#samples.put(objectId, rule.event, { tsUs, value });
    if (!before) return;
    const grown = growth(before.value, value);
    if (grown < 0) return;
    this.#add(rule, objectId, tsUs, (grown * US_PER_SECOND) / (tsUs - before.tsUs));
  }

  #add({ objectType, event }: HostRule, objectId: string, tsUs: number, value: number): void {
    this.#batch.count();
    const columns = this.#batch.columnsOf(objectType, event, objectId);
    if (typeof columns !== "string") this.#batch.add(columns, tsUs, value);
    else this.#batch.reject({ type: objectType, event, id: objectId }, "bad_series", columns, tsUs);
  }
}

function growth(before: FieldNumber, after: FieldNumber): number {
  if (typeof before === "number" && typeof after === "number") return after - before;
  return Number(asBigInt(after) - asBigInt(before));
}

const asBigInt = (value: FieldNumber): bigint =>
  typeof value === "bigint" ? value : BigInt(Math.trunc(value));
