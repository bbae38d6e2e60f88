import type { Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import { backoffMs, type Pacing } from "../schedule/backoff.js";
import { repeat, type Repeated } from "../schedule/repeat.js";
import type { Discovery, DiscoveryResult } from "./discovery.js";

export interface DiscoveryTaskOptions {
  readonly discovery: Discovery;
  readonly clock: Clock;
  readonly random: () => number;
  readonly pacing: Pacing;
  readonly intervalMs: number;
  /** Must not reject. */
  readonly onResult: (result: DiscoveryResult) => Promise<void>;
  readonly onOwnFailure: (error: AppError) => void;
}

/** Reads the list of stores at once and then again and again; after a failure sooner. */
export function startDiscovery(options: DiscoveryTaskOptions): Repeated {
  const { discovery, clock, random, pacing, intervalMs, onResult, onOwnFailure } = options;
  let failures = 0;
  const task = repeat(clock, async (signal) => {
    try {
      const result = await discovery.look(signal);
      failures = result.failure === undefined ? 0 : failures + 1;
      if (!signal.aborted) await onResult(result);
    } catch (reason) {
      failures += 1;
      onOwnFailure(AppError.from(reason instanceof Error ? (reason.cause ?? reason) : reason));
    }
    return failures === 0 ? intervalMs : Math.min(backoffMs(failures, pacing, random), intervalMs);
  });
  void task.now();
  return task;
}
