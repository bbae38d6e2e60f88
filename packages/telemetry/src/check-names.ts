import type { Registry } from "prom-client";
import { describeMetrics, type MetricRow } from "./describe-metrics.js";

/** The process's own metrics have names fixed by convention across programs; they are not ours to judge. */
const FOREIGN = /^(process|nodejs)_/;
const NAME = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
/** Scaled units and their base unit. */
const WRONG_UNITS: readonly (readonly [RegExp, string])[] = [
  [/_(ms|milliseconds?|us|microseconds?|ns|minutes?|hours?|days?|second)(_|$)/, "_seconds"],
  [/_(kb|mb|gb|kib|mib|kilobytes?|megabytes?|byte)(_|$)/, "_bytes"],
];
/** Labels whose values come from requests have no bound. */
const OPEN_LABELS: ReadonlySet<string> = new Set([
  "key",
  "namespace",
  "url",
  "path",
  "error",
  "message",
]);

function problemsOf(row: MetricRow): string[] {
  const { name, type, help, labels } = row;
  const isTotal = name.endsWith("_total");
  const unit = WRONG_UNITS.find(([pattern]) => pattern.test(name));
  return [
    ...(NAME.test(name) ? [] : ["must be lower-case words joined by underscores"]),
    ...(type === "counter" && !isTotal ? ["is a counter and must end in _total"] : []),
    ...(type !== "counter" && isTotal ? [`is a ${type} and must not end in _total`] : []),
    ...(type === "histogram" && !/_(seconds|bytes|ratio)$|_count$|_size$/.test(name)
      ? ["is a histogram and must end in its unit, such as _seconds or _bytes"]
      : []),
    ...(unit === undefined ? [] : [`must use the base unit ${unit[1]}`]),
    ...(/\S.*\.$/s.test(help) ? [] : ["needs a help text: a sentence that ends in a full stop"]),
    ...labels
      .filter((label) => OPEN_LABELS.has(label))
      .map((label) => `has the label ${label}, whose values have no bound`),
  ].map((text) => `${name} ${text}`);
}

/**
 * Checks the naming rules (reference codebase-style 7): base units, suffixes, help, labels from closed sets.
 *
 * @returns one text for each broken rule; empty when all is well. The process's own metrics are not looked at.
 */
export function checkNames(registry: Registry): string[] {
  return describeMetrics(registry)
    .filter(({ name }) => !FOREIGN.test(name))
    .flatMap(problemsOf);
}
