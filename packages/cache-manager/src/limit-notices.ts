import type { LockSettings, LockTarget, QuotaReason } from "@signalbox/cache-core";
import type { Clock } from "@signalbox/clock";
import type { Logger } from "@signalbox/telemetry";
import { limitReached } from "./log-events.js";

const MIN_INTERVAL_MS = 60_000;

interface Notice {
  readonly atMs: number;
  /** How often the limit was reached since, without a line. */
  unsaid: number;
}

export interface LimitNoticesOptions {
  readonly log: Logger;
  readonly clock: Clock;
  readonly settings: LockSettings;
}

/** Says in the log which limit of the locks is reached and by whom: once a minute for each limit, however many ask. */
export class LimitNotices {
  readonly #options: LimitNoticesOptions;
  readonly #last = new Map<QuotaReason, Notice>();

  constructor(options: LimitNoticesOptions) {
    this.#options = options;
  }

  /** @param target What was asked for when the limit was reached. */
  reached(reason: QuotaReason, target: LockTarget): void {
    const { clock, log, settings } = this.#options;
    const nowMs = clock.monotonicMs();
    const last = this.#last.get(reason);
    if (last && nowMs - last.atMs < MIN_INTERVAL_MS) {
      last.unsaid++;
      return;
    }
    this.#last.set(reason, { atMs: nowMs, unsaid: 0 });
    const limit = limitOf(reason, settings);
    log.log(limitReached({ ...limit, target, unsaid: last?.unsaid ?? 0 }));
  }
}

function limitOf(
  reason: QuotaReason,
  settings: LockSettings,
): { setting: string; value: number; scope: "all" | "namespace" | "key" } {
  switch (reason) {
    case "locks":
      return { setting: "max_locks", value: settings.maxLocks, scope: "all" };
    case "namespace_locks":
      return {
        setting: "max_locks_per_namespace",
        value: settings.maxLocksPerNamespace,
        scope: "namespace",
      };
    case "waiters":
      return { setting: "max_waiters", value: settings.maxWaiters, scope: "all" };
    case "namespace_waiters":
      return {
        setting: "max_waiters_per_namespace",
        value: settings.maxWaitersPerNamespace,
        scope: "namespace",
      };
    case "key_waiters":
      return { setting: "max_waiters_per_key", value: settings.maxWaitersPerKey, scope: "key" };
  }
}
