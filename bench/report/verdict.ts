import type { Row } from "../framework/benchmark.js";

const PERCENT = 100;

/** `met`, by how much a bar was missed, `not measured`, or nothing for a row without a bar. */
export function verdict(row: Row): string {
  if (row.value === undefined) return row.bar ? "not measured" : "";
  if (!row.bar) return "";
  const measured = row.bar.of === "value" ? row.value : row.ratio;
  if (measured === undefined) return "not measured";
  const { limit, isStrict } = row.bar;
  if (isStrict === true ? measured < limit : measured <= limit) return "met";
  return limit === 0 ? "MISSED" : `MISSED by ${Math.ceil((measured / limit - 1) * PERCENT)} %`;
}

export function isMissed(row: Row): boolean {
  return verdict(row).startsWith("MISSED");
}
