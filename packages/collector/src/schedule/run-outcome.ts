import type { RunReport } from "../status/store-status.js";

/** What a crawl or a poll came to, for the scheduler. */
export interface RunOutcome {
  readonly report: RunReport;
  /**
   * - `store`: the store did not answer, or with nothing that could be used
   * - `own`: our own store failed
   * - `stopped`: ended on request; says nothing
   */
  readonly blame: "nobody" | "store" | "own" | "stopped";
  /** When there is nothing to poll until the next crawl: undefined. */
  readonly pollEveryMs: number | undefined;
  /** The store told of things that the inventory does not have, or was never crawled. */
  readonly wantsCrawl: boolean;
}

export type RunKind = "crawl" | "poll";

/** A store as the scheduler sees it. Methods never reject but for mistakes of the program. */
export interface ScheduledStore {
  readonly id: string;
  crawl(signal: AbortSignal): Promise<RunOutcome>;
  poll(signal: AbortSignal): Promise<RunOutcome>;
  /** One request; whether it was answered. */
  probe(signal: AbortSignal): Promise<RunOutcome>;
  close(): void;
}
