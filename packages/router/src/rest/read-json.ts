import { isUtf8 } from "node:buffer";
import { AppError } from "@signalbox/errors";
import { findJsonFault } from "./json-fault.js";

export interface JsonLimits {
  readonly maxBytes: number;
}

/** Levels of lists and objects: a routing tree 64 deep takes about 130. What is deeper may not be given to code that recurses. */
export const MAX_JSON_DEPTH = 256;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);
const BYTE_ORDER_MARK = "\ufeff";

/**
 * Reads a body that must be JSON; its media type does not matter. A key `__proto__` is an ordinary key of what is returned.
 *
 * @throws AppError `item_too_large`, or `invalid_argument` that says where the fault is and quotes nothing
 */
export function readJson(body: Buffer, { maxBytes }: JsonLimits): unknown {
  checkSize(body, maxBytes);
  if (body.length === 0) throw refused("the body is empty, expected JSON");
  checkDepth(body);
  const text = readText(body);
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    throw refused(`the body is not JSON: ${faultText(text)}`, error);
  }
}

/** The same for a body that must be an object. */
export function readJsonObject(
  body: Buffer,
  limits: JsonLimits,
): Readonly<Record<string, unknown>> {
  const value = readJson(body, limits);
  if (isJsonObject(value)) return value;
  throw refused(`the body must be a JSON object, not ${kindOf(value)}`);
}

/** Text of a body, without a byte order mark. */
export function readText(body: Buffer): string {
  if (!isUtf8(body)) throw refused("the body is not UTF-8");
  const text = body.toString("utf8");
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

export function checkSize(body: Buffer, maxBytes: number): void {
  if (body.length <= maxBytes) return;
  const message = `the body has ${body.length} bytes, limit is ${maxBytes}`;
  throw new AppError("item_too_large", message);
}

export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** Counts brackets outside of strings, which is right for JSON and bounds what is not. */
function checkDepth(body: Buffer): void {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at] ?? 0;
    if (isInString) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) isInString = false;
    } else if (byte === QUOTE) isInString = true;
    else if (OPENING.has(byte)) {
      if (++depth > MAX_JSON_DEPTH) throw tooDeep(at);
    } else if (CLOSING.has(byte)) depth--;
  }
}

function tooDeep(at: number): AppError {
  return refused(
    `the body nests lists and objects more than ${MAX_JSON_DEPTH} levels deep (byte ${at})`,
  );
}

function faultText(text: string): string {
  const fault = findJsonFault(text);
  if (fault === undefined) return "it cannot be read";
  const { position, isEnd } = fault;
  const before = text.slice(0, position);
  const line = before.split("\n").length;
  const column = position - before.lastIndexOf("\n");
  const what = isEnd ? "unexpected end" : "unexpected character";
  return `${what} at position ${position} (line ${line}, column ${column})`;
}

function refused(message: string, cause?: unknown): AppError {
  return new AppError("invalid_argument", message, { cause });
}
