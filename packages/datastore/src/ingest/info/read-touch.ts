import { AppError } from "@signalbox/errors";
import { isInfoType } from "@signalbox/monitoring-model";
import type { InfoKey } from "@signalbox/timeseries-store";
import { nameProblem } from "../names.js";
import type { ObjectTimes } from "./object-reader.js";

/** Objects of one request, and characters of its body: parsed in one go. */
const MAX_KEYS = 10_000;
const MAX_BODY_BYTES = 4 * 1024 * 1024;

export interface Touch {
  /** None twice. */
  readonly keys: readonly InfoKey[];
  readonly tsUs: number;
}

/**
 * Reads `{"ts": us, "objects": [{"type", "id"}, ...]}`, or the list alone; without `ts` it is now.
 *
 * @throws AppError `invalid_argument`, `item_too_large`
 */
export function readTouch(body: Buffer, { nowUs, maxUs }: ObjectTimes): Touch {
  const value = parse(body);
  const { objects, ts = nowUs } = Array.isArray(value) ? { objects: value } : recordOf(value);
  if (!Array.isArray(objects)) throw invalid("body has no list `objects`");
  if (objects.length > MAX_KEYS) {
    throw tooLarge(`${objects.length} objects in one request, limit is ${MAX_KEYS}`);
  }
  if (typeof ts !== "number" || !Number.isSafeInteger(ts) || ts < 0 || ts > maxUs) {
    throw invalid("ts is not a whole number of microseconds since 1970 up to the present");
  }
  const keys = new Map<string, InfoKey>();
  for (const [index, object] of objects.entries()) {
    const key = keyOf(object, index);
    keys.set(`${key.type}\n${key.id}`, key);
  }
  return { keys: [...keys.values()], tsUs: ts };
}

function parse(body: Buffer): unknown {
  if (body.length > MAX_BODY_BYTES) {
    throw tooLarge(`body has ${body.length} bytes, limit is ${MAX_BODY_BYTES}`);
  }
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw invalid("body is not JSON");
  }
}

function recordOf(value: unknown): { readonly objects?: unknown; readonly ts?: unknown } {
  return typeof value === "object" && value !== null ? value : {};
}

function keyOf(object: unknown, index: number): InfoKey {
  const { type, id }: { type?: unknown; id?: unknown } =
    typeof object === "object" && object !== null ? object : {};
  if (!isInfoType(type)) throw invalid(`object ${index}: type is none of the object types`);
  if (typeof id !== "string") throw invalid(`object ${index}: id is no text`);
  const problem = nameProblem(id);
  if (problem !== undefined) throw invalid(`object ${index}: id ${problem}`);
  return { source: "", type, id };
}

const invalid = (message: string): AppError => new AppError("invalid_argument", message);
const tooLarge = (message: string): AppError => new AppError("item_too_large", message);
