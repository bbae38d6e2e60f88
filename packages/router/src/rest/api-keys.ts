import { createHash, timingSafeEqual } from "node:crypto";
import { AppError } from "@signalbox/errors";

/** Shortest key that is accepted; a shorter one can be guessed. */
const MIN_KEY_CHARS = 16;
/** What a header can carry. */
const USABLE_KEY = /^[!-~]{1,1024}$/;
/** More live keys than a rotation needs. */
const MAX_KEYS = 8;

/** The keys that open the REST API. Only digests are kept, and every comparison looks at all of them. */
export class ApiKeys {
  readonly #digests: readonly Buffer[];

  constructor(keys: readonly string[]) {
    this.#digests = keys.map(digest);
  }

  /** @param given the value of `X-API-Key` */
  accepts(given: string | undefined): boolean {
    if (given === undefined) return false;
    const asked = digest(given);
    let isKnown = false;
    // No early end: the time must not tell which key was meant.
    for (const known of this.#digests) if (timingSafeEqual(known, asked)) isKnown = true;
    return isKnown;
  }
}

/**
 * Keys of a key file: `{"api_key": "..."}`, `{"api_keys": ["new", "old"]}` for a rotation without a gap, or a bare JSON string.
 * Source: reference cdn-router 6.7.
 *
 * @throws AppError `invalid_argument` that never quotes the content
 */
export function parseApiKeys(text: string): string[] {
  const keys = keysOf(parseJson(text));
  if (keys.length === 0 || keys.length > MAX_KEYS) {
    throw new AppError(
      "invalid_argument",
      `the API key file holds ${keys.length} keys, expected 1 to ${MAX_KEYS} as {"api_key":"..."} or {"api_keys":["...","..."]}`,
    );
  }
  if (keys.some((key) => key.length < MIN_KEY_CHARS)) {
    throw new AppError(
      "invalid_argument",
      `a key in the API key file has fewer than ${MIN_KEY_CHARS} characters`,
    );
  }
  if (!keys.every((key) => USABLE_KEY.test(key))) {
    const message = "a key in the API key file is not 1024 printable ASCII characters at most";
    throw new AppError("invalid_argument", message);
  }
  return keys;
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw new AppError("invalid_argument", "the API key file is not JSON");
  }
}

function keysOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  const single: unknown = Reflect.get(value, "api_key");
  const several: unknown = Reflect.get(value, "api_keys");
  const all: unknown[] = [single, ...(Array.isArray(several) ? (several as unknown[]) : [])];
  return all.filter((key) => typeof key === "string");
}

const digest = (key: string): Buffer => createHash("sha256").update(key).digest();
