import type { RunReport } from "../status/store-status.js";
import type { RunKind, RunOutcome, ScheduledStore } from "./run-outcome.js";

/** One of the two things done with a store, which never overlaps itself. */
export interface Lane {
  readonly kind: RunKind;
  /** Monotonic milliseconds; Infinity: not until something else happened. */
  dueMs: number;
  running: Promise<RunOutcome> | undefined;
  last: RunReport | undefined;
  /** Waits for a run asked for by somebody. */
  readonly waiting: ((report: RunReport | Error) => void)[];
}

/** A store with its times and its failures. */
export class ScheduledEntry {
  readonly crawl: Lane;
  readonly poll: Lane;
  readonly stop = new AbortController();
  /** Of the store, in a row. */
  failures = 0;
  /** Of our own store, in a row. */
  ownFailures = 0;
  /** Before this nothing is asked by itself. */
  blockedUntilMs = -Infinity;
  isProbing = false;

  constructor(
    readonly store: ScheduledStore,
    times: { readonly crawlDueMs: number; readonly pollDueMs: number },
  ) {
    this.crawl = lane("crawl", times.crawlDueMs);
    this.poll = lane("poll", times.pollDueMs);
  }

  get lanes(): readonly [Lane, Lane] {
    return [this.poll, this.crawl];
  }

  dueMs(of: Lane): number {
    return of.waiting.length > 0 ? -Infinity : Math.max(of.dueMs, this.blockedUntilMs);
  }

  circuit(openAt: number): "closed" | "open" | "half-open" {
    if (this.failures < openAt) return "closed";
    return this.isProbing ? "half-open" : "open";
  }
}

const lane = (kind: RunKind, dueMs: number): Lane => ({
  kind,
  dueMs,
  running: undefined,
  last: undefined,
  waiting: [],
});
