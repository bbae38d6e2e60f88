import type { Installed } from "../peers/installed.js";
import type { Machine } from "./machine.js";

/** A promise about a value or a ratio: it is to be no more than `limit`. */
export interface Bar {
  readonly limit: number;
  /** What is compared with the limit. */
  readonly of: "value" | "ratio";
  /** The ratio is to be below the limit, not at it: "ahead of". */
  readonly isStrict?: boolean;
}

/** One line of a table. */
export interface Row {
  /** Names the row for as long as the benchmark exists; the reasons for missed bars refer to it. */
  readonly id: string;
  readonly name: string;
  /** undefined: not measured, `note` says why. */
  readonly value: number | undefined;
  readonly unit: string;
  readonly ratio?: number | undefined;
  /** What the ratio compares with. */
  readonly against?: string;
  readonly bar?: Bar;
  /** Further figures of the same measurement, or why there are none. */
  readonly note?: string;
}

export interface BenchContext {
  readonly installed: Installed;
  readonly machine: Machine;
  /** Fewer rounds and smaller sizes, to see whether it works; its figures prove nothing. */
  readonly isQuick: boolean;
  /** `usual`, or the smaller size of a quick run. */
  size(usual: number, quick: number): number;
  /** Says on stderr what is going on. */
  progress(text: string): void;
  /** Runs `work` and ends what it started, also when it fails. */
  withCleanup<T>(work: (cleanup: Cleanup) => Promise<T>): Promise<T>;
}

/** Things to end when a benchmark ends, newest first. */
export interface Cleanup {
  add<T extends { stop(): Promise<void> }>(thing: T): T;
}

export interface Benchmark {
  /** Short, kebab-case; the command line filters by it. */
  readonly name: string;
  readonly question: string;
  /** How it is measured, in a sentence or two. */
  readonly method: string;
  run(context: BenchContext): Promise<Row[]>;
}
