import type { Clock } from "@signalbox/clock";
import type { LuaLimits } from "./limits.js";
import { failedResult, HELD } from "./job-results.js";
import type { Job, JobResult, RequestData, RunProblem } from "./messages.js";

/** One evaluation that waits for the worker. */
export interface Work {
  /** Names the script, for holding it back after it passed a limit. */
  readonly script: string;
  readonly request: RequestData | undefined;
  job(requestIndex: number): Job;
  /** Called just before sending. Answers the work from what has become known meanwhile; true if that was possible. */
  answerFromKept(): boolean;
  /** Called once, synchronously, while the worker's knowledge is that of the answer. */
  done(result: JobResult): void;
}

export function failWorks(works: readonly Work[], problem: RunProblem): void {
  for (const work of works) if (!work.answerFromKept()) work.done(failedResult(problem));
}

/** A script that passed a limit. */
interface Held {
  readonly untilMs: number;
  readonly pauseMs: number;
}

const MAX_HELD = 10_000;

interface Waiting {
  readonly work: Work;
  readonly sinceMs: number;
}

/** Evaluations in the order of their coming, bounded in number and time, and the scripts that are held back. */
export class WorkQueue {
  readonly #clock: Clock;
  readonly #limits: LuaLimits;
  readonly #held = new Map<string, Held>();
  #waiting: Waiting[] = [];

  constructor(clock: Clock, limits: LuaLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** @returns why the work is not taken on, if it is not. */
  add(work: Work): RunProblem | undefined {
    const { maxWaiting } = this.#limits;
    if (this.#waiting.length >= maxWaiting)
      return { kind: "overloaded", text: `limit is ${maxWaiting} waiting evaluations` };
    if (this.#isHeld(work)) return HELD;
    this.#waiting.push({ work, sinceMs: this.#clock.monotonicMs() });
    return undefined;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Takes the next ones that only the worker can answer; those that waited too long are answered here. */
  next(): Work[] {
    const works: Work[] = [];
    let taken = 0;
    for (const waiting of this.#waiting) {
      if (works.length >= this.#limits.maxJobsPerTurn) break;
      taken += 1;
      const { work } = waiting;
      if (work.answerFromKept()) continue;
      const problem = this.#refusal(waiting);
      if (problem === undefined) works.push(work);
      else work.done(failedResult(problem));
    }
    this.#waiting = this.#waiting.slice(taken);
    return works;
  }

  /**
   * The script is answered 0 without being run for this long, for twice as long when it passes its limit again after that,
   * and so on up to `barredMs`.
   */
  hold({ script }: Work, forMs: number): void {
    const pauseMs = Math.min(
      Math.max(forMs, 2 * (this.#held.get(script)?.pauseMs ?? 0)),
      this.#limits.barredMs,
    );
    this.#held.delete(script);
    const [oldest] = this.#held.keys();
    if (oldest !== undefined && this.#held.size >= MAX_HELD) this.#held.delete(oldest);
    this.#held.set(script, { untilMs: this.#clock.monotonicMs() + pauseMs, pauseMs });
  }

  /** The script has kept its limits: what it did before is forgotten. */
  release({ script }: Work): void {
    if (this.#held.size > 0) this.#held.delete(script);
  }

  releaseAll(): void {
    this.#held.clear();
  }

  failAll(problem: RunProblem): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    failWorks(
      waiting.map(({ work }) => work),
      problem,
    );
  }

  #refusal({ work, sinceMs }: Waiting): RunProblem | undefined {
    const { maxWaitMs } = this.#limits;
    if (this.#clock.monotonicMs() - sinceMs > maxWaitMs)
      return { kind: "overloaded", text: `it waited longer than ${maxWaitMs} ms for the worker` };
    return this.#isHeld(work) ? HELD : undefined;
  }

  #isHeld({ script }: Work): boolean {
    const held = this.#held.get(script);
    return held !== undefined && held.untilMs > this.#clock.monotonicMs();
  }
}
