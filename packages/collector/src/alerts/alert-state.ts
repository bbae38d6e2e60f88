import type { AlertLevelName } from "./alert-level.js";

/** Where a rule stands with one series, for those who ask. */
export interface AlertState {
  readonly rule: string;
  readonly source: string;
  readonly objectType: string;
  /** As in the rule: an event, or a percentage such as `mem_util`. */
  readonly event: string;
  readonly objectId: string;
  readonly level: AlertLevelName;
  readonly isMissing: boolean;
  /** Newest value that was looked at, in the unit of `event`, and its time in microseconds since 1970. */
  readonly value: number;
  readonly tsUs: number;
  /** Epoch milliseconds of the last change of `level`. */
  readonly sinceMs: number;
}

/** Something to tell about a state. */
export interface AlertNotice extends AlertState {
  /** `first`: nothing was known before. `repeat`: still the same, told again. */
  readonly kind: "first" | "change" | "repeat";
  /** The level before; absent for the first. */
  readonly previous?: AlertLevelName;
  /** Epoch milliseconds. */
  readonly atMs: number;
  /** One line for a person. */
  readonly text: string;
}
