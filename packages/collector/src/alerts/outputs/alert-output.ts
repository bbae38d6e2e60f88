import type { AlertNotice } from "../alert-state.js";

/** What became of notices. */
export interface OutputCounts {
  readonly delivered: number;
  /** Too many waited, or the receiver does not want them. */
  readonly dropped: number;
  /** Attempts that failed and were repeated. */
  readonly failures: number;
  readonly waiting: number;
}

/** A place that notices go to. */
export interface AlertOutput {
  readonly name: string;
  /** Takes a notice at once; never waits, never throws. */
  send(notice: AlertNotice): void;
  counts(): OutputCounts;
  /** Delivers what waits, for at most `graceMs`, and ends. */
  close(graceMs: number): Promise<void>;
}
