import { oneLine } from "@signalbox/errors";
import type { AlertRule } from "./alert-rule.js";
import type { NagiosRange } from "./nagios-range.js";
import type { AlertState } from "./alert-state.js";

const US_PER_MS = 1000;
const SHOWN_DIGITS = 6;

/** `cpu_util of pc1 is 93.2, warning outside 0:50, critical outside 0:80`, or since when there is nothing. */
export function noticeText(rule: AlertRule, state: AlertState): string {
  const what = `${rule.event} of ${rule.objectType} ${state.objectId}`;
  if (!state.isMissing) return oneLine(`${what} is ${shown(rule, state.value)}${limits(rule)}`);
  const last = new Date(state.tsUs / US_PER_MS).toISOString();
  return oneLine(`${what}: no new value since ${last}`);
}

function shown({ negativeFails }: AlertRule, value: number): string {
  if (negativeFails && value < 0) return `${value} (failed)`;
  return String(Number(value.toPrecision(SHOWN_DIGITS)));
}

function limits({ warning, critical }: AlertRule): string {
  return `${limit("warning", warning)}${limit("critical", critical)}`;
}

function limit(name: string, range: NagiosRange | undefined): string {
  if (range === undefined) return "";
  const { start, end, alertsInside } = range;
  const first = start === -Infinity ? "~" : String(start);
  const last = end === Infinity ? "" : String(end);
  return `, ${name} ${alertsInside ? "inside" : "outside"} ${first}:${last}`;
}
