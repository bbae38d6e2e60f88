import type { Clock } from "@signalbox/clock";
import { EventCatalogue } from "@signalbox/monitoring-model";
import type { InfoStore, SeriesStore } from "@signalbox/timeseries-store";
import type { AlertState } from "../alerts/alert-state.js";
import { passiveService, type PassiveService } from "../alerts/outputs/passive-result.js";
import type { RunReport, StoreStatus } from "../status/store-status.js";
import { PieceTurns, type TurnLimits } from "./http/piece-turns.js";

/** As much of a store as answering needs; a `TimeseriesStore` is one. */
export interface AnswerStore {
  readonly info: Pick<
    InfoStore,
    "get" | "getMany" | "findByUrn" | "list" | "referrers" | "referencesOf"
  >;
  readonly series: Pick<SeriesStore, "read" | "downsample" | "list">;
}

/** The stores that are polled, and how to have one read at once. */
export interface StoreControl {
  all(): readonly StoreStatus[];
  /** Resolves when the crawl has ended, or one that was under way. @throws AppError, such as `unavailable` while closing */
  crawlNow(id: string): Promise<RunReport>;
  pollNow(id: string): Promise<RunReport>;
}

/** Bounds of questions and answers. */
export interface AnswerLimits extends TurnLimits {
  /** Points in a JSON reply; NDJSON is not limited. */
  readonly maxPoints: number;
  /** Points of a reply with a limit that are gathered before the first is sent; above, points are counted first. */
  readonly bufferedPoints: number;
  /** Objects and series on one page of a list. */
  readonly maxList: number;
  /** Objects in the answer to one question about an outage. */
  readonly maxTouched: number;
}

export const DEFAULT_ANSWER_LIMITS: AnswerLimits = {
  maxConcurrent: 16,
  maxWaiting: 100,
  maxPoints: 1_000_000,
  bufferedPoints: 20_000,
  maxList: 1000,
  maxTouched: 50_000,
};

export interface CollectorApiOptions {
  readonly store: AnswerStore;
  readonly stores: StoreControl;
  readonly clock: Clock;
  readonly version: string;
  /** Who may see names, e-mail addresses and creators; default `operators` (see `isOperator`). */
  readonly personalData?: "operators" | "everybody" | "nobody";
  /** Period of series whose store does not tell one; default 300,000. */
  readonly defaultPeriodMs?: number;
  /** The kinds of series as known now, for their units; default: the 34 known ones. */
  readonly events?: () => EventCatalogue;
  /** Where the rules stand with each series; their services are in the configuration of Nagios, too. Default: none. */
  readonly alerts?: () => readonly AlertState[];
  /** Default: `DEFAULT_ANSWER_LIMITS`. */
  readonly limits?: Partial<AnswerLimits>;
}

/** What all handlers share. */
export interface ApiContext {
  readonly store: AnswerStore;
  readonly stores: StoreControl;
  readonly clock: Clock;
  readonly version: string;
  readonly defaultPeriodMs: number;
  readonly limits: AnswerLimits;
  readonly turns: PieceTurns;
  readonly alerts: () => readonly AlertState[];
  readonly services: () => readonly PassiveService[];
  readonly unitsOf: (objectType: string, event: string) => string;
}

const DEFAULT_PERIOD_MS = 300_000;

export function apiContext(options: CollectorApiOptions): ApiContext {
  const { store, stores, clock, version, defaultPeriodMs = DEFAULT_PERIOD_MS } = options;
  const limits = { ...DEFAULT_ANSWER_LIMITS, ...options.limits };
  const alerts = options.alerts ?? (() => []);
  const known = new EventCatalogue();
  const events = options.events ?? (() => known);
  return {
    store,
    stores,
    clock,
    version,
    defaultPeriodMs,
    limits,
    turns: new PieceTurns(limits),
    alerts,
    services: () => alerts().map(passiveService),
    unitsOf: (objectType, event) => events().unitsOf(objectType, event),
  };
}
