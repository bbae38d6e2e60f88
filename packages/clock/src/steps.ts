import type { Clock } from "./clock.js";

/** Work cut into steps of a few milliseconds each: at every `yield` others may have their turn. */
export type Steps<Result> = Generator<undefined, Result, undefined>;

/** Longest time work takes the event loop for before others have their turn. */
const TURN_MS = 10;

/** All steps at once. @throws what a step throws */
export function runSteps<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/**
 * The steps in turns of the event loop: as many in each as begin within `turnMs`.
 *
 * @param turnMs Milliseconds; default 10.
 * @throws what a step throws
 */
export async function runInTurns<Result>(
  clock: Clock,
  steps: Steps<Result>,
  turnMs = TURN_MS,
): Promise<Result> {
  for (;;) {
    const endMs = clock.monotonicMs() + turnMs;
    do {
      const { done, value } = steps.next();
      if (done === true) return value;
    } while (clock.monotonicMs() < endMs);
    await new Promise<void>((resolve) => void clock.soon(resolve));
  }
}
