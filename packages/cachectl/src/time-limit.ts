import { AppError } from "@signalbox/errors";
import type { Clock } from "@signalbox/clock";

/** Gives up on `work` after `limitMs`. @throws AppError `upstream_timeout`; the work itself goes on unheard. */
export function withinLimit<T>(clock: Clock, limitMs: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(limitMs, () => {
      reject(new AppError("upstream_timeout", `no answer within ${limitMs / 1000} s`));
    });
    work.then(resolve, reject).finally(cancel);
  });
}
