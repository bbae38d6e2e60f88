import type { EntryStore } from "@signalbox/cache-core";
import type { Cancel, Clock } from "@signalbox/clock";

/** Rows looked at before other work gets its turn. */
const VISITS_PER_TURN = 1000;

/** Removes expired entries every `intervalMs`, in slices. Returns what stops it. */
export function startPurger(options: {
  store: EntryStore;
  clock: Clock;
  intervalMs: number;
}): Cancel {
  const { store, clock, intervalMs } = options;
  let cancel: Cancel;
  const slice = (): void => {
    const isDone = store.purge(clock.monotonicMs(), VISITS_PER_TURN);
    cancel = isDone ? clock.after(intervalMs, slice) : clock.soon(slice);
  };
  cancel = clock.after(intervalMs, slice);
  return () => cancel();
}
