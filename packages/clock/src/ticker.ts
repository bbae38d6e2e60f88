import type { Cancel, Clock } from "./clock.js";

/** Calls `work` every `intervalMs`, the next time counted from the end of the last. @returns what stops it */
export function startTicker(clock: Clock, intervalMs: number, work: () => void): () => void {
  let cancel: Cancel = () => undefined;
  const arm = (): void => {
    cancel = clock.after(intervalMs, () => {
      work();
      arm();
    });
  };
  arm();
  return () => cancel();
}
