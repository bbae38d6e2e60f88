import { oneLine } from "@signalbox/errors";
import { compareInstants, instantToMs } from "../instant.js";
import type { Point } from "../point.js";
import { tagValue } from "../series.js";
import type { ClockDifferences } from "./clock-differences.js";
import type { HostState, HostTable } from "./host-table.js";
import { hostTree, type Tree } from "./host-tree.js";
import { type MeasurementRule, MEASUREMENTS } from "./measurements.js";
import type { SeriesState } from "./series-state.js";
import type { StoreLimits } from "./store-limits.js";
import type { UnknownNames } from "./unknown-names.js";

/** What becomes of one sample. */
export type SampleResult =
  /** It told something new. */
  | "ok"
  /** The same was known already, as when two aggregators send it. */
  | "duplicate"
  /** Newer is known, or it is too old. */
  | "stale"
  /** It is too far ahead of our clock. */
  | "future"
  /** Its measurement is not used. */
  | "unknown"
  /** It has no host, or not the tag its measurement needs. */
  | "bad"
  /** There is no room for its series. */
  | "over_limit";

/** What became of a batch. */
export interface BatchOutcome {
  readonly counts: Readonly<Record<SampleResult, number>>;
  /** What was wrong with bad samples: the first few, one line each. */
  readonly faults: readonly string[];
  /**
   * For each host with news its nested object, with nothing but the news: whoever keeps it merges deeply. A leaf is in it
   * when a newer sample came, even if the value is the same. Neither it nor its branches have a prototype.
   */
  readonly hosts: Readonly<Record<string, Tree>>;
}

/** The store's parts a batch works with. */
export interface BatchParts {
  readonly limits: StoreLimits;
  readonly table: HostTable;
  readonly unknown: UnknownNames;
  readonly differences: ClockDifferences;
  readonly nextSequence: () => number;
  /** Milliseconds since the epoch, at the opening of the batch. */
  readonly wallMs: number;
  readonly nowMs: number;
}

const MAX_FAULTS = 10;

/** Samples that came together. Batches may be open at the same time. */
export class SampleBatch {
  readonly #parts: BatchParts;
  readonly #counts: Record<SampleResult, number> = {
    ok: 0,
    duplicate: 0,
    stale: 0,
    future: 0,
    unknown: 0,
    bad: 0,
    over_limit: 0,
  };
  readonly #faults: string[] = [];
  /** Hosts with news, and of each the series with the sequence number of its first sample in this batch. */
  readonly #touched = new Map<HostState, Map<SeriesState, number>>();

  constructor(parts: BatchParts) {
    this.#parts = parts;
  }

  /** Takes in one sample. Never throws. */
  add(point: Point): SampleResult {
    const result = this.#add(point);
    this.#counts[result]++;
    return result;
  }

  /** Ends the batch. Samples added later are in the store, but in no outcome. */
  finish(): BatchOutcome {
    const { nowMs, limits } = this.#parts;
    // A table of keys: no two batches are of the same hosts.
    const hosts = Object.create(null) as Record<string, Tree>;
    for (const [host, firstOf] of this.#touched) {
      hosts[host.name] = hostTree(host, firstOf.keys(), {
        includes: (state) => {
          const first = firstOf.get(state) ?? 0;
          return ({ sequence }) => sequence >= first;
        },
        speedsSinceMs: nowMs - limits.forgetSeriesAfterMs,
      });
    }
    return { counts: { ...this.#counts }, faults: this.#faults, hosts };
  }

  #add(point: Point): SampleResult {
    const known = this.#parts.table.find(point.series.key);
    const found = known ?? this.#describe(point);
    if (typeof found === "string") return found;
    const refusal = this.#judgeTime(point, found.host);
    if (refusal) return refusal;
    const state = known ?? this.#parts.table.admit(found, this.#parts.nowMs);
    return state ? this.#apply(point, state) : "over_limit";
  }

  /** A series not seen before: what it is about, if it is about anything. */
  #describe({ series }: Point) {
    const rule = MEASUREMENTS.get(series.measurement);
    if (!rule) {
      this.#parts.unknown.count(series.measurement);
      return "unknown";
    }
    const host = this.#name(series.measurement, "host", tagValue(series, "host"));
    if (host === undefined) return "bad";
    const part = this.#part(series.measurement, rule, (key) => tagValue(series, key));
    return part === false ? "bad" : { series, host, rule, part };
  }

  #part(
    measurement: string,
    { partTag }: MeasurementRule,
    valueOf: (key: string) => string | undefined,
  ): string | undefined | false {
    if (partTag === undefined) return undefined;
    return this.#name(measurement, partTag, valueOf(partTag)) ?? false;
  }

  #name(measurement: string, tag: string, value: string | undefined): string | undefined {
    const { maxNameBytes } = this.#parts.limits;
    const isGiven = value !== undefined && value !== "";
    if (isGiven && Buffer.byteLength(value) <= maxNameBytes) return value;
    const text = isGiven ? `tag ${tag} is longer than ${maxNameBytes} bytes` : `no tag ${tag}`;
    if (this.#faults.length < MAX_FAULTS) this.#faults.push(oneLine(`${measurement}: ${text}`));
    return undefined;
  }

  #judgeTime(point: Point, host: string): "future" | "stale" | undefined {
    const { limits, wallMs, nowMs, differences } = this.#parts;
    const differenceMs = instantToMs(point.time) - wallMs;
    if (differenceMs <= limits.maxFutureMs && differenceMs >= -limits.maxAgeMs) return undefined;
    const kind = differenceMs > 0 ? "future" : "stale";
    differences.report({ host, kind, differenceMs }, nowMs);
    return kind;
  }

  #apply(point: Point, state: SeriesState): SampleResult {
    const { table, nowMs, nextSequence } = this.#parts;
    const sequence = nextSequence();
    const applied = state.apply(point, { time: point.time, nowMs, sequence });
    if (applied !== "fresh") return applied;
    const { owner: host } = state;
    table.touch(host, nowMs);
    if (!host.newest || compareInstants(point.time, host.newest) > 0) host.newest = point.time;
    const touched = this.#touched.get(host) ?? new Map<SeriesState, number>();
    if (touched.size === 0) this.#touched.set(host, touched);
    if (!touched.has(state)) touched.set(state, sequence);
    return "ok";
  }
}
