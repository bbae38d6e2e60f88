import type { Clock } from "@signalbox/clock";
import type { Answer } from "./asker.js";
import type { Waiter } from "./waiter-queue.js";

/** How many waiters are answered before other work gets its turn. */
const WAITERS_PER_TURN = 256;

/** Gives all waiters the same answer, in order of arrival, in slices so that other keys are not held up (27). */
export function answerAll(clock: Clock, waiters: readonly Waiter[], answer: Answer): void {
  const answerFrom = (start: number): void => {
    const end = Math.min(start + WAITERS_PER_TURN, waiters.length);
    for (let i = start; i < end; i++) waiters[i]?.asker.answer(answer);
    if (end < waiters.length) clock.soon(() => answerFrom(end));
  };
  answerFrom(0);
}
