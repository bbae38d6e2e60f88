import type { Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";

/** Ends work after a time or when the caller wants; the reason of the signal is always an AppError. */
export interface TimeLimit {
  readonly signal: AbortSignal;
  /** Stops the timer. */
  end(): void;
}

export function startTimeLimit(
  clock: Clock,
  { limitMs, label, caller }: { limitMs: number; label: string; caller: AbortSignal | undefined },
): TimeLimit {
  const controller = new AbortController();
  const cancel = clock.after(limitMs, () =>
    controller.abort(
      new AppError("upstream_timeout", `${label}: no complete reply after ${limitMs} ms`),
    ),
  );
  const stop = (): void => controller.abort(stopped(label, caller?.reason));
  caller?.addEventListener("abort", stop, { once: true });
  if (caller?.aborted === true) stop();
  return {
    signal: controller.signal,
    end: () => {
      cancel();
      caller?.removeEventListener("abort", stop);
    },
  };
}

function stopped(label: string, reason: unknown): AppError {
  if (reason instanceof AppError) return reason;
  return new AppError("unavailable", `${label}: stopped by the caller`, { cause: reason });
}
