import type { Field } from "../point.js";

/** What is kept of a field; bigints are integers that no number holds exactly. */
export type SampleValue = number | bigint | boolean;

const UP: ReadonlySet<string> = new Set(["true", "t", "1", "yes", "y", "up", "on"]);
const DOWN: ReadonlySet<string> = new Set(["false", "f", "0", "no", "n", "down", "off"]);

function asBoolean(value: Field["value"]): boolean | undefined {
  if (typeof value !== "string") return Boolean(value);
  const word = value.trim().toLowerCase();
  if (UP.has(word)) return true;
  return DOWN.has(word) ? false : undefined;
}

/**
 * The value to keep: `interface_up` as a boolean however it is spelled, `link` as a number, of all others numbers and
 * booleans as they are. Strings are not kept: neither the tree nor Prometheus has a use for them.
 */
export function sampleValue(field: Field): SampleValue | undefined {
  if (field.key === "interface_up") return asBoolean(field.value);
  if (field.kind === "string") return undefined;
  if (field.key === "link") return Number(field.value);
  return field.value;
}

/** The value as a number: 0 and 1 for booleans; large integers are rounded. */
export function asNumber(value: SampleValue): number {
  return Number(value);
}
