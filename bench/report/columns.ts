import type { Row } from "../framework/benchmark.js";
import { verdict } from "./verdict.js";

export const HEADINGS = ["what", "value", "ratio", "bar", "verdict", "beside"] as const;
const WHOLE_FROM = 100;
const ONE_DECIMAL_FROM = 10;
const RATIO_DECIMALS = 2;

/** A row as texts, in the order of the headings. */
export function columns(row: Row): string[] {
  return [row.name, valueText(row), ratioText(row), barText(row), verdict(row), row.note ?? ""];
}

/** Three significant digits or so; thousands are kept apart. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  const decimals = size >= WHOLE_FROM ? 0 : size >= ONE_DECIMAL_FROM ? 1 : 2;
  const text = value.toFixed(decimals);
  return size >= WHOLE_FROM ? text.replace(/\B(?=(\d{3})+$)/g, " ") : text;
}

/** Names a row where it stands alone. */
export function fullName(row: Row): string {
  return row.against === undefined ? row.name : `${row.name}, ${ratioText(row)}`;
}

function valueText(row: Row): string {
  return row.value === undefined ? "-" : `${numberText(row.value)} ${row.unit}`.trim();
}

function ratioText(row: Row): string {
  if (row.ratio === undefined) return "";
  const against = row.against === undefined ? "" : ` ${row.against}`;
  return `${row.ratio.toFixed(RATIO_DECIMALS)}x${against}`;
}

function barText({ bar, unit }: Row): string {
  if (!bar) return "";
  const sign = bar.isStrict === true ? "<" : "<=";
  return `${sign} ${bar.limit}${bar.of === "ratio" ? "x" : ` ${unit}`}`;
}
