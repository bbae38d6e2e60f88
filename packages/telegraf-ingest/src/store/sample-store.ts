import type { Clock } from "@signalbox/clock";
import type { Point } from "../point.js";
import type { Tag } from "../series.js";
import { ClockDifferences } from "./clock-differences.js";
import type { Stamp } from "./field-state.js";
import { HostTable } from "./host-table.js";
import { hostTree, type Tree } from "./host-tree.js";
import { type BatchOutcome, SampleBatch } from "./sample-batch.js";
import { asNumber } from "./sample-value.js";
import { DEFAULT_STORE_LIMITS, type StoreLimits } from "./store-limits.js";
import type { StoreObserver } from "./store-observer.js";
import { UnknownNames } from "./unknown-names.js";

export interface SampleStoreOptions {
  readonly clock: Clock;
  readonly limits?: Partial<StoreLimits>;
  readonly observer?: StoreObserver;
}

/** One host that reports, for a status page and the series about the agents. */
export interface HostSummary {
  readonly host: string;
  /** Samples that told something new. */
  readonly samples: number;
  /** Milliseconds since the last of them, by the monotonic clock. */
  readonly ageMs: number;
  readonly series: number;
}

/** One value for Prometheus. */
export interface StoredValue {
  readonly measurement: string;
  readonly field: string;
  readonly tags: readonly Tag[];
  readonly isCounter: boolean;
  /** Booleans are 0 and 1. */
  readonly value: number;
}

/**
 * The newest sample of every series agents send, and what follows from two of them: rates, megabits, and the nested object
 * of each host. Bounded in hosts and series. Source: configuration-and-telegraf 3.7.
 */
export class SampleStore {
  readonly #clock: Clock;
  readonly #limits: StoreLimits;
  readonly #table: HostTable;
  readonly #unknown: UnknownNames;
  readonly #differences: ClockDifferences;
  #sequence = 0;

  constructor(options: SampleStoreOptions) {
    this.#clock = options.clock;
    this.#limits = { ...DEFAULT_STORE_LIMITS, ...options.limits };
    this.#table = new HostTable(this.#limits);
    this.#unknown = new UnknownNames(this.#limits.maxUnknownNames);
    this.#differences = new ClockDifferences(this.#limits, options.observer);
  }

  /** Opens a batch: all of its samples count as arriving now. */
  batch(): SampleBatch {
    return new SampleBatch({
      limits: this.#limits,
      table: this.#table,
      unknown: this.#unknown,
      differences: this.#differences,
      nextSequence: () => ++this.#sequence,
      wallMs: this.#clock.wallMs(),
      nowMs: this.#clock.monotonicMs(),
    });
  }

  /** Takes in samples that are all there. */
  write(points: Iterable<Point>): BatchOutcome {
    const batch = this.batch();
    for (const point of points) batch.add(point);
    return batch.finish();
  }

  /** The whole nested object of a host, of what is not gone; undefined for a host not known. */
  tree(name: string): Tree | undefined {
    const host = this.#table.host(name);
    if (!host) return undefined;
    const sinceMs = this.#sinceMs();
    const isRecent = ({ nowMs }: Stamp): boolean => nowMs > sinceMs;
    return hostTree(host, host.series, { includes: () => isRecent, speedsSinceMs: sinceMs });
  }

  /**
   * Every value received in the last `forgetSeriesAfterMs`, those of a series together. Samples may be taken in between two series:
   * what is new then may be missing, and nothing is shown twice.
   */
  *values(): Iterable<StoredValue> {
    const sinceMs = this.#sinceMs();
    // Copies, because a host that reports goes to the end of the table, where it would be met again.
    for (const host of [...this.#table.hosts()]) {
      for (const { series, fields, rule } of [...host.series]) {
        for (const [field, state] of fields) {
          if (state.stamp.nowMs <= sinceMs) continue;
          const isCounter = rule.counters.has(field);
          const { measurement, tags } = series;
          yield { measurement, field, tags, isCounter, value: asNumber(state.value) };
        }
      }
    }
  }

  /** Every host not forgotten, silent ones included. */
  hosts(): HostSummary[] {
    const nowMs = this.#clock.monotonicMs();
    return Array.from(this.#table.hosts(), (host) => ({
      host: host.name,
      samples: host.samples,
      ageMs: nowMs - host.receivedAtMs,
      series: host.series.size,
    }));
  }

  /** Samples of unknown measurements, by name; names are cut to 100 characters. */
  get unknownMeasurements(): ReadonlyMap<string, number> {
    return this.#unknown.counts;
  }

  /** Samples of unknown measurements beyond `maxUnknownNames` names. */
  get otherUnknownSamples(): number {
    return this.#unknown.others;
  }

  /** Forgets hosts and series that have been silent for too long. Call every few seconds. */
  sweep(): void {
    this.#table.sweep(this.#clock.monotonicMs());
  }

  #sinceMs(): number {
    return this.#clock.monotonicMs() - this.#limits.forgetSeriesAfterMs;
  }
}
