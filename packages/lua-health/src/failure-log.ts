import type { Clock } from "@signalbox/clock";
import type { RunProblem } from "./messages.js";

interface Told {
  readonly atMs: number;
  /** Failures since then that were not told. */
  untold: number;
}

const REPEAT_MS = 10_000;
const MAX_CAUSES = 1000;

/**
 * A condition that fails does so at every request. Its failure is told once in 10 s, with how often it happened meanwhile;
 * that there is no worker is told once for all conditions.
 */
export class FailureLog {
  readonly #clock: Clock;
  readonly #told = new Map<string, Told>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns the line to write, or `undefined` when it was told a moment ago. */
  line(source: string, { kind, text }: RunProblem): string | undefined {
    const isOfAll = kind === "unavailable" || kind === "overloaded";
    const cause = isOfAll ? kind : `${kind} ${source} ${text}`;
    const told = this.#told.get(cause);
    const nowMs = this.#clock.monotonicMs();
    if (told !== undefined && nowMs - told.atMs < REPEAT_MS) {
      told.untold += 1;
      return undefined;
    }
    if (this.#told.size >= MAX_CAUSES) this.#told.clear();
    this.#told.set(cause, { atMs: nowMs, untold: 0 });
    const line = kind === "error" ? text : `${kind}: ${text}`;
    const untold = told?.untold ?? 0;
    return untold > 0 ? `${line} (and ${untold} more times since it was last told)` : line;
  }

  forget(): void {
    this.#told.clear();
  }
}
