import { ByteBudget } from "./byte-budget.js";
import type { HttpLimits } from "./limits.js";
import { UnsentBodies } from "./unsent-bodies.js";

/** The memory that requests and replies under way take on all connections of one server. */
export interface InFlight {
  /** Bytes of requests that have arrived in part, or behind one that is not answered. */
  readonly receiving: ByteBudget;
  /** Large replies that clients have not taken. */
  readonly unsent: UnsentBodies;
}

export function createInFlight(limits: HttpLimits): InFlight {
  return {
    receiving: new ByteBudget(limits.maxReceivingBytes),
    unsent: new UnsentBodies(limits.maxUnsentBytes),
  };
}
