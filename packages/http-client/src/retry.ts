import { sleep, type Clock } from "@signalbox/clock";
import { ConstantBackoff, handleType, retry } from "cockatiel";
import { FailedAttempt } from "./failed-attempt.js";
import type { RetryOptions } from "./options.js";

/** Runs `send` until it succeeds, fails for good, or the attempts are used up. */
export type Repeat = <T>(send: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

export const sendOnce: Repeat = (send) => send();

/**
 * Repeats after failures that may pass, with exponential pauses and jitter. cockatiel counts and decides; the pauses
 * are slept here, because its own timers take neither our clock nor an abort.
 */
export function createRepeat(
  options: RetryOptions,
  { clock, random }: { clock: Clock; random: () => number },
): Repeat {
  const policy = retry(
    handleType(FailedAttempt, (failure) => failure.mayPass),
    { maxAttempts: options.attempts - 1, backoff: new ConstantBackoff(0) },
  );
  return (send, signal) =>
    policy.execute(async ({ attempt }) => {
      if (attempt > 0) await sleep(clock, pauseBeforeMs(attempt, options, random), signal);
      return send();
    }, signal);
}

/** Pause before repetition number `attempt` (1 is the first): half of it fixed, half random, so that clients spread. */
export function pauseBeforeMs(
  attempt: number,
  { initialDelayMs, maxDelayMs }: RetryOptions,
  random: () => number,
): number {
  const fullMs = Math.min(maxDelayMs, initialDelayMs * 2 ** (attempt - 1));
  return fullMs / 2 + (random() * fullMs) / 2;
}
