import type { Cancel, Clock } from "./clock.js";

/** Node fires a timer above this at once; longer delays are slept in steps. */
const MAX_TIMER_MS = 2 ** 31 - 1;

function after(delayMs: number, fn: () => void): Cancel {
  if (Number.isNaN(delayMs)) throw new RangeError("delayMs is NaN");
  let timer: NodeJS.Timeout;
  const arm = (leftMs: number): void => {
    const stepMs = Math.min(Math.max(leftMs, 0), MAX_TIMER_MS);
    timer = setTimeout(() => {
      if (leftMs > MAX_TIMER_MS) arm(leftMs - stepMs);
      else fn();
    }, stepMs);
    timer.unref();
  };
  arm(delayMs);
  return () => clearTimeout(timer);
}

function soon(fn: () => void): Cancel {
  const immediate = setImmediate(fn);
  return () => clearImmediate(immediate);
}

/** The machine's own clocks. Stateless, so one instance serves every service in the process. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after,
  soon,
};
