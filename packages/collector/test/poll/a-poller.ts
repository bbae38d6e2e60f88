import type { FakeClock } from "@signalbox/clock/testing";
import { EventCatalogue } from "@signalbox/monitoring-model";
import type { SeriesPoints } from "@signalbox/timeseries-store";
import { AskedState } from "../../src/poll/asked-state.js";
import { EventPlans, type ReportedMetrics } from "../../src/poll/event-plan.js";
import { pollStore, type PollResult } from "../../src/poll/poll-store.js";
import type { PollSettings } from "../../src/poll/poll-settings.js";
import { RescanState } from "../../src/poll/rescan-state.js";
import { trackedKey, type StoreMemory } from "../../src/poll/store-memory.js";
import { TrackedObject } from "../../src/poll/tracked-object.js";
import { WindowSize } from "../../src/poll/window-size.js";
import type { MemoryStore } from "../support/memory-store.js";
import type { SimulatedSource } from "./simulated-source.js";

export const MINUTE_US = 60_000_000;
export const HOUR_US = 60 * MINUTE_US;

export const someSettings: PollSettings = {
  defaultPeriodUs: MINUTE_US,
  overlapPeriods: 2,
  backfillUs: 48 * HOUR_US,
  maxWindowUs: 4 * HOUR_US,
  futureSkewUs: 10 * MINUTE_US,
  rescanWindowUs: 6 * HOUR_US,
  rescanIntervalMs: 3_600_000,
};

export interface PollerParts {
  readonly clock: FakeClock;
  readonly store: MemoryStore;
  readonly source: SimulatedSource;
  readonly ids: readonly string[];
  readonly events?: readonly string[];
  readonly settings?: PollSettings;
  readonly listener?: (batch: readonly SeriesPoints[]) => void;
}

/** A collector's memory of one store and its polls; a restart loses the memory and keeps the store. */
export class APoller {
  #memory: StoreMemory;
  #stop = new AbortController();

  constructor(readonly parts: PollerParts) {
    this.#memory = this.#start();
  }

  restart(): void {
    this.#stop = new AbortController();
    this.#memory = this.#start();
  }

  stop(): void {
    this.#stop.abort();
  }

  get memory(): StoreMemory {
    return this.#memory;
  }

  poll(): Promise<PollResult> {
    const { clock, store, source, settings = someSettings, listener } = this.parts;
    return pollStore({
      client: source.client,
      store,
      source: "site",
      memory: this.#memory,
      settings,
      listener: listener ?? (() => undefined),
      parallel: 2,
      clock,
      signal: this.#stop.signal,
    });
  }

  #start(): StoreMemory {
    const { clock, store, ids, events = ["cpu_util"], settings = someSettings } = this.parts;
    const plans = new EventPlans(new EventCatalogue(), settings.defaultPeriodUs);
    const reported: ReportedMetrics = events.map((event) => ({
      metric: `ops_monitoring:${event}`,
      period: settings.defaultPeriodUs / 1e6,
    }));
    const plan = plans.planOf("node", reported);
    const { rescanIntervalMs: intervalMs } = settings;
    return {
      objects: new Map(
        ids.map((id) => [trackedKey("node", id), new TrackedObject("node", id, plan)]),
      ),
      measRef: undefined,
      rescans: new RescanState({ values: store.values, source: "site", clock, intervalMs }),
      asked: new AskedState({ values: store.values, source: "site", clock }),
      window: new WindowSize(settings.maxWindowUs),
    };
  }
}
