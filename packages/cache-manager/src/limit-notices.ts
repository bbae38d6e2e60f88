import type { LockSettings, LockTarget, QuotaReason } from "@signalbox/cache-core";
import type { Clock } from "@signalbox/clock";
import type { Logger } from "@signalbox/telemetry";
import { limitReached } from "./log-events.js";
import { NoticeThrottle } from "./notice-throttle.js";

export interface LimitNoticesOptions {
  readonly log: Logger;
  readonly clock: Clock;
  readonly settings: LockSettings;
}

/** Says in the log which limit of the locks is reached and by whom: once a minute for each limit, however many ask. */
export class LimitNotices {
  readonly #options: LimitNoticesOptions;
  readonly #throttle: NoticeThrottle<QuotaReason>;

  constructor(options: LimitNoticesOptions) {
    this.#options = options;
    this.#throttle = new NoticeThrottle(options.clock);
  }

  /** @param target What was asked for when the limit was reached. */
  reached(reason: QuotaReason, target: LockTarget): void {
    const unsaid = this.#throttle.admit(reason);
    if (unsaid === undefined) return;
    const { log, settings } = this.#options;
    log.log(limitReached({ ...limitOf(reason, settings), target, unsaid }));
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
