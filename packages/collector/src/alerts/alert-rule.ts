import type { DerivedEvent } from "./derived-event.js";
import type { NagiosRange } from "./nagios-range.js";

/** What becomes of a series without new points. */
export type MissingState = "unknown" | "critical" | "warning" | "ok" | "keep";

/** What one rule watches, in numbers. */
export interface AlertRule {
  readonly name: string;
  readonly objectType: string;
  /** As configured: an event, or a percentage made from one. */
  readonly event: string;
  readonly derived: DerivedEvent | undefined;
  /** Only this store; undefined: all. */
  readonly source: string | undefined;
  /** At least one of the two is there. */
  readonly warning: NagiosRange | undefined;
  readonly critical: NagiosRange | undefined;
  /** How long values must alert before the state gets worse; measured between points. */
  readonly forUs: number;
  readonly hysteresis: number;
  readonly missing: MissingState;
  /** Undefined: two periods of the series. */
  readonly missingAfterMs: number | undefined;
  /** Values other than 0 count as 1 (datastore-polling, 9.19). */
  readonly isBoolean: boolean;
  /** A negative value is a failed measurement (datastore-polling, 9.20). */
  readonly negativeFails: boolean;
}

/** The event whose points a rule looks at. */
export const watchedEvent = (rule: AlertRule): string => rule.derived?.base ?? rule.event;
