import { parseDurationMs } from "@signalbox/config";
import { EventCatalogue } from "@signalbox/monitoring-model";
import type { CollectorConfig } from "../config/service-schema.js";
import type { AlertRule } from "./alert-rule.js";
import { derivedEvent } from "./derived-event.js";
import { readNagiosRange, type NagiosRange } from "./nagios-range.js";

type AlertsSettings = CollectorConfig["alerts"];
type RuleSettings = AlertsSettings["rules"][number];

const NAME = /^[\w .:@/+-]{1,100}$/;
const US_PER_MS = 1000;
const FAILED_BELOW_ZERO = "ping_rtt_ms";

/** What is wrong with the rules of a configuration, one line each; for the service's rules between settings. */
export function alertProblems({ rules }: Pick<AlertsSettings, "rules">): readonly string[] {
  const names = rules.map(({ name }) => name);
  return rules.flatMap((rule, index) => {
    const where = `alerts.rules[${index}]`;
    const isTwice = names.indexOf(rule.name) !== index;
    return [
      ...(NAME.test(rule.name) ? [] : [`${where}.name: 1 to 100 letters, digits and _ .:@/+-`]),
      ...(isTwice ? [`${where}.name: ${JSON.stringify(rule.name)} is the name of two rules`] : []),
      ...(rule.event === "" ? [`${where}.event: missing`] : []),
      ...rangeProblems(where, rule),
    ];
  });
}

function rangeProblems(where: string, { warning, critical }: RuleSettings): readonly string[] {
  if (warning === "" && critical === "") return [`${where}: neither warning nor critical is given`];
  return Object.entries({ warning, critical }).flatMap(([name, text]) => {
    if (text === "" || readNagiosRange(text) !== undefined) return [];
    return [`${where}.${name}: ${JSON.stringify(text)} is not a range such as 0:50, 10: or @5:9`];
  });
}

/** The rules of a configuration without `alertProblems`. */
export function readRules(
  { rules }: Pick<AlertsSettings, "rules">,
  catalogue = new EventCatalogue(),
): readonly AlertRule[] {
  return rules.map((rule) => readRule(rule, catalogue));
}

function readRule(rule: RuleSettings, catalogue: EventCatalogue): AlertRule {
  const missingAfterMs = parseDurationMs(rule.missing_after);
  return {
    name: rule.name,
    objectType: rule.object_type,
    event: rule.event,
    derived: derivedEvent(rule.event),
    source: rule.source === "" ? undefined : rule.source,
    warning: rangeOf(rule.warning),
    critical: rangeOf(rule.critical),
    forUs: parseDurationMs(rule.for) * US_PER_MS,
    hysteresis: rule.hysteresis,
    missing: rule.missing,
    missingAfterMs: missingAfterMs > 0 ? missingAfterMs : undefined,
    isBoolean: catalogue.get(rule.object_type, rule.event)?.valueKind === "boolean",
    negativeFails: rule.event === FAILED_BELOW_ZERO,
  };
}

function rangeOf(text: string): NagiosRange | undefined {
  return text === "" ? undefined : readNagiosRange(text);
}
