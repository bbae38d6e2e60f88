import { AppError } from "@signalbox/errors";
import { readFlatObject, type FlatObject } from "./flat-object.js";
import { sliceText, type StringSlice } from "./json-string.js";

/** Longest time-to-live a request may name, in seconds; the server caps further (corner 10). */
export const MAX_TTL_SECONDS = 1e9;
/** What `ttl` is when a set does not say, in seconds. Source: reference cache-manager 0.1. */
export const DEFAULT_TTL_SECONDS = 900;
const MS_PER_SECOND = 1000;

/** A request to read a key and, on a miss, to get its lock or wait for it. */
export interface GetRequest {
  readonly namespace: string;
  readonly key: string;
  /** How long the caller waits, milliseconds; 0: neither wait nor lock. */
  readonly waitMs: number;
  /** Whether the reply is to carry a fencing token. */
  readonly wantsLockToken: boolean;
  /** Whether the lock is to outlive the connection it is granted on. */
  readonly isDetached: boolean;
}

/** What a set stores and how; which key it is for is read apart, as a `KeyRequest`. */
export interface SetRequest {
  /** The data as a JSON string literal, quotes included, as it came: a view of the body. */
  readonly dataLiteral: Buffer;
  /** Length of the data itself, in bytes of UTF-8. */
  readonly dataBytes: number;
  readonly ttlMs: number;
  /** Milliseconds behind `ttlMs` during which the value may be served while somebody refreshes it. */
  readonly staleMs: number | undefined;
  /** Milliseconds before the end of `ttlMs` from which one caller is asked to refresh. */
  readonly refreshAheadMs: number | undefined;
  /** The data tells of a failure. */
  readonly isError: boolean;
}

/** A request about a key alone: delete, release, renew. */
export interface KeyRequest {
  readonly namespace: string;
  readonly key: string;
  readonly lockToken: string | undefined;
}

/** The fields of a body, read one by one; each kind of request says what it takes. */
export class RequestFields {
  readonly #body: Buffer;
  readonly #fields: FlatObject;

  /** @throws AppError `invalid_argument` when the body is no flat JSON object. */
  constructor(body: Buffer) {
    this.#body = body;
    this.#fields = readFlatObject(body);
  }

  /** A string that must be there. */
  text(name: string): string {
    return sliceText(this.#body, this.slice(name));
  }

  optionalText(name: string): string | undefined {
    const value = this.#fields.get(name);
    return value === undefined || value === null ? undefined : this.text(name);
  }

  slice(name: string): StringSlice {
    const value = this.#fields.get(name);
    if (value === undefined) throw new AppError("invalid_argument", `field ${name} is missing`);
    if (typeof value === "object" && value !== null) return value;
    throw new AppError(
      "invalid_argument",
      `field ${name} is ${describe(value)}, expected a string`,
    );
  }

  literal(slice: StringSlice): Buffer {
    return this.#body.subarray(slice.start, slice.end);
  }

  /** A finite number; undefined when the field is missing. */
  optionalNumber(name: string): number | undefined {
    const value = this.#fields.get(name);
    if (value === undefined || value === null) return undefined;
    if (typeof value === "number" && Number.isFinite(value)) return value;
    throw new AppError(
      "invalid_argument",
      `field ${name} is ${describe(value)}, expected a number`,
    );
  }

  /** A number of seconds, in milliseconds; undefined when the field is missing. */
  secondsAsMs(name: string): number | undefined {
    const seconds = this.optionalNumber(name);
    return seconds === undefined ? undefined : seconds * MS_PER_SECOND;
  }

  flag(name: string): boolean {
    const value = this.#fields.get(name) ?? false;
    if (typeof value === "boolean") return value;
    throw new AppError(
      "invalid_argument",
      `field ${name} is ${describe(value)}, expected true or false`,
    );
  }
}

/** @throws AppError `invalid_argument` for anything but the documented fields in their documented types. */
export function readGetRequest(body: Buffer): GetRequest {
  const fields = new RequestFields(body);
  return {
    namespace: fields.text("namespace"),
    key: fields.text("key"),
    // Corners 12 and 13: missing is 0, negative is 0, fractions count.
    waitMs: Math.max(0, fields.secondsAsMs("max_wait_time") ?? 0),
    wantsLockToken: fields.flag("lock_token"),
    isDetached: fields.flag("detached"),
  };
}

/**
 * Who a set is for; readable also when the rest of it is not acceptable, so that a refused set can free its lock.
 *
 * @throws AppError `invalid_argument` when not even this can be read.
 */
export function readSetTarget(fields: RequestFields): KeyRequest {
  return {
    namespace: fields.text("namespace"),
    key: fields.text("key"),
    lockToken: fields.optionalText("lock_token"),
  };
}

/** The rest of a set. @throws AppError `invalid_argument`. */
export function readSetRequest(fields: RequestFields): SetRequest {
  const slice = fields.slice("data");
  return {
    dataLiteral: fields.literal(slice),
    dataBytes: slice.textBytes,
    ttlMs: readTtlMs(fields),
    staleMs: optionalSpanMs(fields, "stale_ttl"),
    refreshAheadMs: optionalSpanMs(fields, "refresh_ahead"),
    isError: fields.flag("error"),
  };
}

/** @throws AppError `invalid_argument`. */
export function readKeyRequest(body: Buffer): KeyRequest {
  return readSetTarget(new RequestFields(body));
}

/** Corners 9 to 11: above 0, fractions count, not beyond what is sensible. */
function readTtlMs(fields: RequestFields): number {
  const ttlMs = fields.secondsAsMs("ttl") ?? DEFAULT_TTL_SECONDS * MS_PER_SECOND;
  const seconds = ttlMs / MS_PER_SECOND;
  if (seconds > 0 && seconds <= MAX_TTL_SECONDS) return ttlMs;
  throw new AppError(
    "invalid_argument",
    `field ttl is ${seconds}, expected more than 0 and at most ${MAX_TTL_SECONDS} seconds`,
  );
}

function optionalSpanMs(fields: RequestFields, name: string): number | undefined {
  const ms = fields.secondsAsMs(name);
  if (ms === undefined || (ms >= 0 && ms <= MAX_TTL_SECONDS * MS_PER_SECOND)) return ms;
  throw new AppError(
    "invalid_argument",
    `field ${name} is ${ms / MS_PER_SECOND}, expected 0 to ${MAX_TTL_SECONDS} seconds`,
  );
}

function describe(value: StringSlice | number | boolean | null): string {
  if (value === null) return "null";
  return typeof value === "object" ? "a string" : `${value}`;
}
