import { oneLine } from "@signalbox/errors";
import type { ChoiceShape, Shape } from "../shape.js";
import { olderChoices } from "./older-names.js";

/** A value that was read, with a word on what had to be done for it, or why it cannot be read. */
export type PlainReading =
  { readonly value: unknown; readonly converted?: string } | { readonly problem: string };

const MAX_SHOWN_CHARS = 60;
const NUMBER_TEXT = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;
const MAX_NUMBER_CHARS = 400;

const typeName = (value: unknown): string => (Array.isArray(value) ? "list" : typeof value);

const wrongType = (value: unknown, wanted: string): PlainReading => ({
  problem: `${typeName(value)} instead of ${wanted}`,
});

function readText(value: unknown): PlainReading {
  if (typeof value === "string") return { value };
  if (typeof value !== "number" && typeof value !== "boolean") return wrongType(value, "text");
  return { value: String(value), converted: `${typeof value} instead of text` };
}

function readNumber(value: unknown): PlainReading {
  if (typeof value === "number" && Number.isFinite(value)) return { value };
  if (typeof value !== "string" || value.length > MAX_NUMBER_CHARS || !NUMBER_TEXT.test(value)) {
    return wrongType(value, "number");
  }
  const number = Number(value);
  if (!Number.isFinite(number)) return { problem: "number out of range" };
  return { value: number, converted: "text instead of number" };
}

function readInteger(value: unknown): PlainReading {
  const reading = readNumber(value);
  if ("problem" in reading) return reading;
  const whole = Math.trunc(Number(reading.value));
  if (!Number.isSafeInteger(whole)) return { problem: "integer beyond 2^53" };
  if (whole === reading.value) return reading;
  return { value: whole, converted: "fraction cut off" };
}

const booleans: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ["true", true],
  ["True", true],
  [1, true],
  ["false", false],
  ["False", false],
  [0, false],
]);

function readBoolean(value: unknown): PlainReading {
  if (typeof value === "boolean") return { value };
  const read = booleans.get(value);
  if (read === undefined) return wrongType(value, "boolean");
  return { value: read, converted: `${typeof value} instead of boolean` };
}

function readChoice({ values }: ChoiceShape, value: unknown): PlainReading {
  if (typeof value !== "string") return wrongType(value, "text");
  if (values.includes(value)) return { value };
  const small = value.trim().toLowerCase();
  const older = Object.hasOwn(olderChoices, small) ? olderChoices[small] : undefined;
  const found = values.find((choice) => choice.toLowerCase() === small || choice === older);
  const shown = oneLine(value.slice(0, MAX_SHOWN_CHARS));
  if (found === undefined) return { problem: `'${shown}' is none of ${values.join(", ")}` };
  return { value: found, converted: `'${shown}' instead of '${found}'` };
}

/** Reads a value without parts, tolerating other types and spellings where the meaning is certain. */
export function readPlainValue(
  shape: Exclude<Shape, { readonly kind: "list" | "map" | "record" }>,
  value: unknown,
): PlainReading {
  switch (shape.kind) {
    case "text":
      return readText(value);
    case "number":
      return readNumber(value);
    case "integer":
      return readInteger(value);
    case "boolean":
      return readBoolean(value);
    case "choice":
      return readChoice(shape, value);
    case "any":
      return { value };
  }
}
