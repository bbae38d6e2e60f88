import type { Clock } from "@signalbox/clock";
import type { LuaLimits } from "./limits.js";
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

export function failedResult(problem: RunProblem): JobResult {
  const nothing = { keys: [], lines: [], droppedLines: 0 };
  return { type: "error", problem, isVolatile: true, isReadingAll: false, ...nothing };
}

export function failWorks(works: readonly Work[], problem: RunProblem): void {
  for (const work of works) if (!work.answerFromKept()) work.done(failedResult(problem));
}

const HELD: RunProblem = {
  kind: "barred",
  text: "it passed its limit a moment ago and is not run again yet",
};

interface Waiting {
  readonly work: Work;
  readonly sinceMs: number;
}

/** Evaluations in the order of their coming, bounded in number and time, and the scripts that are held back. */
export class WorkQueue {
  readonly #clock: Clock;
  readonly #limits: LuaLimits;
  readonly #heldUntil = new Map<string, number>();
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

  /** The script is answered 0 without being run for this long. */
  hold({ script }: Work, forMs: number): void {
    this.#heldUntil.set(script, this.#clock.monotonicMs() + forMs);
  }

  releaseAll(): void {
    this.#heldUntil.clear();
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
    const untilMs = this.#heldUntil.get(script);
    if (untilMs === undefined) return false;
    if (untilMs > this.#clock.monotonicMs()) return true;
    this.#heldUntil.delete(script);
    return false;
  }
}
