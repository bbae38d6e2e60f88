import type { Cancel, Clock } from "@signalbox/clock";

/** Work that is done again and again, never twice at once. */
export interface Repeated {
  /** Once more, now or when what is under way has ended. */
  now(): Promise<void>;
  /** Ends it; resolves when what is under way has ended. */
  stop(): Promise<void>;
}

/**
 * Repeats `work`, the pause counted from its end.
 *
 * @param work Returns the pause to its next time in milliseconds; must not reject.
 */
export function repeat(clock: Clock, work: (signal: AbortSignal) => Promise<number>): Repeated {
  const controller = new AbortController();
  const { signal } = controller;
  let cancel: Cancel = () => undefined;
  let last: Promise<void> = Promise.resolve();
  const once = async (): Promise<void> => {
    if (isStopped()) return;
    cancel();
    const pauseMs = await work(signal);
    if (!isStopped()) cancel = clock.after(pauseMs, () => void run());
  };
  // Asked again after each wait: stopped meanwhile.
  const isStopped = (): boolean => signal.aborted;
  const run = (): Promise<void> => (last = last.then(once));
  return {
    now: run,
    stop: async () => {
      controller.abort();
      cancel();
      await last;
    },
  };
}
