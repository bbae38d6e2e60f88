import { level, type AlertLevel } from "./alert-level.js";
import type { AlertRule, MissingState } from "./alert-rule.js";
import { sideAfter, type NagiosRange, type Side } from "./nagios-range.js";

/** Where a rule stands with one series. Never changed: each step makes the next one. */
export interface RuleState {
  readonly level: AlertLevel;
  /** The series has no new points; `level` is what the rule says about that. */
  readonly isMissing: boolean;
  /** Newest point that was looked at. */
  readonly tsUs: number;
  readonly value: number;
  /** Where the value left the range, while `level` says that it did; what hysteresis is measured from. */
  readonly warningSide: Side;
  readonly criticalSide: Side;
  /** Time of the first of the points in a row that are at least that bad. */
  readonly warningSinceUs: number | undefined;
  readonly criticalSinceUs: number | undefined;
}

/** Before anything was seen. */
export const noState: RuleState = {
  level: level.ok,
  isMissing: false,
  tsUs: -Infinity,
  value: Number.NaN,
  warningSide: "none",
  criticalSide: "none",
  warningSinceUs: undefined,
  criticalSinceUs: undefined,
};

/**
 * The state after a point that is newer than the last one. It gets worse once all values for as long as the rule says were that bad,
 * better at once when a value is inside by the hysteresis. Time is that of the points, so that one poll with many points is worth as
 * much as many polls with one.
 */
export function afterPoint(
  rule: AlertRule,
  before: RuleState,
  { tsUs, value }: { readonly tsUs: number; readonly value: number },
): RuleState {
  const critical = alertSide(rule, rule.critical, value, before.criticalSide);
  const warning = alertSide(rule, rule.warning, value, before.warningSide);
  const isCritical = critical !== "none";
  const isWarning = isCritical || warning !== "none";
  const criticalSinceUs = isCritical ? (before.criticalSinceUs ?? tsUs) : undefined;
  const warningSinceUs = isWarning ? (before.warningSinceUs ?? tsUs) : undefined;
  const reached = isLongEnough(rule, tsUs, criticalSinceUs)
    ? level.critical
    : isLongEnough(rule, tsUs, warningSinceUs)
      ? level.warning
      : level.ok;
  const shown = isCritical ? level.critical : isWarning ? level.warning : level.ok;
  const now = nextLevel(before.level, shown, reached);
  return {
    level: now,
    isMissing: false,
    tsUs,
    value,
    warningSide: now === level.warning || now === level.critical ? warning : "none",
    criticalSide: now === level.critical ? critical : "none",
    warningSinceUs,
    criticalSinceUs,
  };
}

/** @param shown what the value says by itself @param reached what has lasted long enough; never worse than `shown` */
function nextLevel(before: AlertLevel, shown: AlertLevel, reached: AlertLevel): AlertLevel {
  if (before === level.unknown) {
    return shown === level.ok || reached !== level.ok ? reached : level.unknown;
  }
  const kept = before < shown ? before : shown;
  return kept > reached ? kept : reached;
}

function alertSide(
  rule: AlertRule,
  range: NagiosRange | undefined,
  value: number,
  before: Side,
): Side {
  if (rule.negativeFails && value < 0) {
    // The worst level that the rule knows.
    return range !== undefined && (range === rule.critical || rule.critical === undefined)
      ? "failed"
      : "none";
  }
  if (range === undefined) return "none";
  return sideAfter(range, value, { before, hysteresis: rule.hysteresis });
}

function isLongEnough(
  { forUs }: AlertRule,
  tsUs: number,
  sinceUs: number | undefined,
): sinceUs is number {
  return sinceUs !== undefined && tsUs - sinceUs >= forUs;
}

const MISSING_LEVEL: Readonly<Record<Exclude<MissingState, "keep">, AlertLevel>> = level;

/** The state once a series was silent for too long (datastore-polling, 9.40). What had begun to alert begins anew. */
export function afterSilence(rule: AlertRule, before: RuleState): RuleState {
  const { tsUs, value } = before;
  const keeps = rule.missing === "keep";
  return {
    level: rule.missing === "keep" ? before.level : MISSING_LEVEL[rule.missing],
    isMissing: true,
    tsUs,
    value,
    warningSide: keeps ? before.warningSide : "none",
    criticalSide: keeps ? before.criticalSide : "none",
    warningSinceUs: undefined,
    criticalSinceUs: undefined,
  };
}
