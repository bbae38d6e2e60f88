import type { Benchmark, Row } from "../framework/benchmark.js";

/** A benchmark and what it found. */
export interface Outcome {
  readonly benchmark: Benchmark;
  readonly rows: readonly Row[];
}
