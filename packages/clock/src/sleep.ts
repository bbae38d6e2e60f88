import type { Clock } from "./clock.js";

/**
 * Resolves `delayMs` milliseconds from now.
 *
 * @param signal Ends the sleep early; the promise then rejects with the signal's reason.
 */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (): void => {
      cancel();
      // The reason is whatever the owner of the signal chose; it is passed on as is.
      reject(signal?.reason instanceof Error ? signal.reason : new Error("aborted"));
    };
    const cancel = clock.after(delayMs, () => {
      signal?.removeEventListener("abort", fail);
      resolve();
    });
    if (signal?.aborted === true) fail();
    else signal?.addEventListener("abort", fail, { once: true });
  });
}
