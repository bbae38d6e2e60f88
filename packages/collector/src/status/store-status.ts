import type { StoreTarget } from "../stores/store-target.js";

/** What came of the last crawl or poll of a store. Times are epoch milliseconds. */
export interface RunReport {
  readonly startedMs: number;
  readonly tookMs: number;
  readonly outcome: "ok" | "partial" | "failed";
  /** One line each; bounded. */
  readonly problems: readonly string[];
  readonly requests: number;
  /** Info objects or points that were new. */
  readonly written: number;
}

/** One store as the collector sees it now. */
export interface StoreStatus {
  readonly target: StoreTarget;
  readonly lastCrawl?: RunReport;
  readonly lastPoll?: RunReport;
  /** Newest point of the store, microseconds since 1970. */
  readonly newestPointUs?: number;
  /** How far the series that lags most is behind its period, in milliseconds; 0 when none does. */
  readonly lagMs?: number;
  readonly series: number;
  /** Failures in a row; the circuit opens at the configured number. */
  readonly failures: number;
  readonly circuit: "closed" | "open" | "half-open";
  readonly nextPollMs?: number;
  readonly nextCrawlMs?: number;
}
