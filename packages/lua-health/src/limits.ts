/** Bounds of the Lua engine. Milliseconds are of the monotonic clock. */
export interface LuaLimits {
  /** Longest evaluation. An instruction hook stops the script; default 10. */
  readonly evaluationMs: number;
  /**
   * How long after `evaluationMs` the whole worker is ended, when the hook had no chance (a pattern match, say); default
   * 40. An eighth of the two may come on top. It also covers a worker that the machine did not give time to.
   */
  readonly graceMs: number;
  /** Longest run of one custom file or compilation of one script while loading; default 250. */
  readonly loadMs: number;
  /** Instructions of one evaluation, counted in thousands; default 1,000,000. */
  readonly maxSteps: number;
  /**
   * Memory of the virtual machine, which begins at 16 MiB; default 16 MiB. Room for the mirrored selection input and the
   * compiled program comes on top, in proportion to their size.
   */
  readonly memoryBytes: number;
  /** Longest result of `string.rep`, longest argument of the text functions; default 1 MiB. */
  readonly maxStringBytes: number;
  /** Longest log line of a script, the rest is cut; default 4096. */
  readonly maxLineBytes: number;
  /** Log lines per second and source; default 100. */
  readonly maxLinesPerSecond: number;
  /** Evaluations that wait for the worker; one more is answered 0; default 10,000. */
  readonly maxWaiting: number;
  /** Longest wait for the worker, after which an evaluation is answered 0; default 1000. */
  readonly maxWaitMs: number;
  /** Evaluations sent to the worker at once; default 64. */
  readonly maxJobsPerTurn: number;
  /** Values of the selection input sent to the worker at once, about; evaluations wait for the last of them; default 5000. */
  readonly maxEntriesPerTurn: number;
  /** Kept results of pairs of gate and host; default 250,000, about 200 bytes each. */
  readonly maxKept: number;
  /** How long a script that had the worker ended is answered 0 without being run; default 30,000. */
  readonly barredMs: number;
  /**
   * The same for a script that the instruction hook or the memory bound stopped; default 1000. Twice as long each time it
   * happens again without a good run between, up to `barredMs`.
   */
  readonly slowPauseMs: number;
  /** Longest start of the worker; default 10,000. */
  readonly startMs: number;
  /** Pause before another start after one that failed; doubles up to 30 s; default 1000. */
  readonly restartPauseMs: number;
  /** Bytes of one script; default 256 KiB. */
  readonly maxSourceBytes: number;
}

export const defaultLuaLimits: LuaLimits = {
  evaluationMs: 10,
  graceMs: 40,
  loadMs: 250,
  maxSteps: 1_000_000,
  memoryBytes: 16_777_216,
  maxStringBytes: 1_048_576,
  maxLineBytes: 4096,
  maxLinesPerSecond: 100,
  maxWaiting: 10_000,
  maxWaitMs: 1000,
  maxJobsPerTurn: 64,
  maxEntriesPerTurn: 5000,
  maxKept: 250_000,
  barredMs: 30_000,
  slowPauseMs: 1000,
  startMs: 10_000,
  restartPauseMs: 1000,
  maxSourceBytes: 262_144,
};
