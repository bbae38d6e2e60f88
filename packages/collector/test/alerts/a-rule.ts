import type { AlertRule } from "../../src/alerts/alert-rule.js";
import { readNagiosRange } from "../../src/alerts/nagios-range.js";

export interface RuleWish extends Partial<Omit<AlertRule, "warning" | "critical">> {
  readonly warning?: string;
  readonly critical?: string;
}

/** A rule on `cpu_util` of nodes; thresholds as Nagios ranges. */
export function aRule({ warning, critical, ...wish }: RuleWish = {}): AlertRule {
  return {
    name: "busy",
    objectType: "node",
    event: "cpu_util",
    derived: undefined,
    source: undefined,
    forUs: 0,
    hysteresis: 0,
    missing: "unknown",
    missingAfterMs: undefined,
    isBoolean: false,
    negativeFails: false,
    ...wish,
    warning: warning === undefined ? undefined : readNagiosRange(warning),
    critical: critical === undefined ? undefined : readNagiosRange(critical),
  };
}
