import type { LockTarget } from "@signalbox/cache-core";
import type { Clock } from "@signalbox/clock";
import type { Logger } from "@signalbox/telemetry";
import type { LostCause, OnLockLost } from "./counts.js";
import { lockLost } from "./log-events.js";
import { NoticeThrottle } from "./notice-throttle.js";

/** Says in the log whose lock ended without a value: once a minute for each cause, however many plugins hang or die. */
export function lostLockNotices(options: {
  readonly log: Logger;
  readonly clock: Clock;
}): OnLockLost {
  const throttle = new NoticeThrottle<LostCause>(options.clock);
  return (cause: LostCause, target: LockTarget, heldMs: number) => {
    const unsaid = throttle.admit(cause);
    if (unsaid !== undefined) options.log.log(lockLost({ cause, target, heldMs, unsaid }));
  };
}
