import { AppError, oneLine } from "@signalbox/errors";
import { instantToNs } from "../instant.js";
import type { Field, Point } from "../point.js";
import { escapeKey, escapeName, escapeString } from "./escapes.js";

const INT_RANGE = [-(2n ** 63n), 2n ** 63n - 1n] as const;
const UINT_RANGE = [0n, 2n ** 64n - 1n] as const;

function formatInteger(field: Field & { kind: "int" | "uint" }): string {
  const [min, max] = field.kind === "int" ? INT_RANGE : UINT_RANGE;
  const isWhole = typeof field.value === "bigint" || Number.isInteger(field.value);
  if (!isWhole || field.value < min || field.value > max) {
    throw new AppError(
      "invalid_argument",
      `field '${oneLine(field.key)}': ${String(field.value)} is no ${field.kind} of 64 bits`,
    );
  }
  return `${BigInt(field.value)}${field.kind === "int" ? "i" : "u"}`;
}

function formatFloat(key: string, value: number): string {
  if (!Number.isFinite(value)) {
    throw new AppError("invalid_argument", `field '${oneLine(key)}': ${value} cannot be written`);
  }
  return Object.is(value, -0) ? "-0" : String(value);
}

function formatValue(field: Field): string {
  switch (field.kind) {
    case "float":
      return formatFloat(field.key, field.value);
    case "int":
    case "uint":
      return formatInteger(field);
    case "string":
      return `"${escapeString(field.value)}"`;
    case "boolean":
      return String(field.value);
  }
}

/**
 * Writes a point as one line, without a line feed, its time in nanoseconds. What the parser reads from it is the same
 * point. Source: configuration-and-telegraf 2.5.
 *
 * @throws AppError `invalid_argument` for what line protocol cannot hold: no fields, an empty name, a name that ends in a
 * backslash or has one before t, n, r or f, a number that is not finite or beyond 64 bits.
 */
export function formatPoint(point: Point): string {
  const { measurement, tags } = point.series;
  if (point.fields.length === 0) {
    throw new AppError("invalid_argument", `point of '${oneLine(measurement)}' has no fields`);
  }
  const head = tags.map(
    ({ key, value }) => `,${escapeKey("tag", key)}=${escapeKey("tag value", value)}`,
  );
  const fields = point.fields.map(
    (field) => `${escapeKey("field", field.key)}=${formatValue(field)}`,
  );
  return `${escapeName(measurement)}${head.join("")} ${fields.join(",")} ${instantToNs(point.time)}`;
}
