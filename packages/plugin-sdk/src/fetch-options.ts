import { ParamError } from "./errors.js";
import { nonNegativeNumber, positiveNumber, timerMs } from "./client-options.js";

/** Options of `CacheManagerUtils.fetch`. Times are seconds. */
export interface FetchOptions {
  /** Name of the value within the plugin's namespace; hashed before it is sent. Put host and tenant into it. */
  readonly key: string;
  /** Seconds the value is valid. Default 900. */
  readonly ttl?: number | undefined;
  /** Seconds a failure of the function is remembered for all; 0: not at all. At most `ttl`. Default 60. */
  readonly negativeTtl?: number | undefined;
  /** Seconds past `ttl` in which the old value is served while one caller refreshes it or fails to. Default 0. */
  readonly staleTtl?: number | undefined;
  /** Longest wait for somebody else's value. Default 30. */
  readonly maxWaitTime?: number | undefined;
  /** When the plugin will be killed: milliseconds since 1970, or (below 10^10) seconds left. Shortens the wait. */
  readonly deadline?: number | undefined;
  /** Seconds kept before `deadline` for the function itself. Default 5. */
  readonly reserve?: number | undefined;
  /** Call the function directly when the cache cannot be used. Default false. */
  readonly failOpen?: boolean | undefined;
  /** Told why, when `failOpen` was needed. */
  readonly onFailOpen?: ((reason: Error) => void) | undefined;
  /** Throw the function's error, in every waiter, instead of returning `{error}`. Default false. */
  readonly raiseErrors?: boolean | undefined;
  /** Keep the lock while the function runs, by a renewal each third of its lease. Default false. */
  readonly renew?: boolean | undefined;
  /** A value it returns false for is neither stored nor returned: that is a failure. */
  readonly validate?: ((value: unknown) => boolean) | undefined;
  /** A secret of at least 16 characters: what is stored is encrypted with it. */
  readonly encrypted?: string | undefined;
  /** Call the function directly. Default false. */
  readonly noCacheManager?: boolean | undefined;
}

/** The same, checked and filled in. */
export interface FetchPlan {
  readonly key: string;
  readonly ttl: number;
  readonly negativeTtl: number;
  readonly staleTtl: number;
  readonly wait: number;
  /** Milliseconds after which an unanswered read is given up; undefined: the client's own timeouts. */
  readonly giveUpMs: number | undefined;
  readonly failOpen: boolean;
  readonly onFailOpen: (reason: Error) => void;
  readonly raiseErrors: boolean;
  readonly renew: boolean;
  readonly validate: (value: unknown) => boolean;
  readonly secret: string | undefined;
}

const DEFAULT_NEGATIVE_TTL_S = 60;
const DEFAULT_RESERVE_S = 5;
const MIN_SECRET_CHARS = 16;
/** As seconds left this is three centuries, as milliseconds since 1970 it is April 1970: nobody means either. */
const EPOCH_MS_FROM = 1e10;
/** What an answer may be late before it is given up, when there is a deadline. */
const ANSWER_GRACE_S = 1;

/** Seconds from `nowMs` to a deadline given in either form. */
export function secondsLeft(deadline: number, nowMs: number): number {
  return deadline >= EPOCH_MS_FROM ? (deadline - nowMs) / 1000 : deadline;
}

/** @throws ParamError when `key` is not a non-empty string. */
export function requireKey(key: unknown): string {
  if (typeof key === "string" && key !== "") return key;
  throw new ParamError(
    `key must be a non-empty string, got ${key === "" ? "an empty one" : typeof key}`,
  );
}

/** @throws ParamError when `func` is not a function. */
export function requireFunction(func: unknown): void {
  if (typeof func === "function") return;
  throw new ParamError(`the function that fetches the data is a ${typeof func}`);
}

function checkNegativeTtl(given: number | undefined, ttl: number): number {
  const negativeTtl = nonNegativeNumber(
    "negativeTtl",
    given ?? Math.min(DEFAULT_NEGATIVE_TTL_S, ttl),
  );
  if (negativeTtl <= ttl) return negativeTtl;
  throw new ParamError(`negativeTtl is ${negativeTtl}, limit is the ttl of ${ttl}`);
}

function checkSecret(secret: string | undefined): string | undefined {
  if (secret === undefined) return undefined;
  if (typeof secret === "string" && secret.length >= MIN_SECRET_CHARS) return secret;
  throw new ParamError(`encrypted must be a secret of at least ${MIN_SECRET_CHARS} characters`);
}

function planWait(options: FetchOptions, nowMs: number): { wait: number; giveUpMs?: number } {
  const maxWait = nonNegativeNumber("maxWaitTime", options.maxWaitTime ?? 30);
  const reserve = nonNegativeNumber("reserve", options.reserve ?? DEFAULT_RESERVE_S);
  if (options.deadline === undefined) return { wait: maxWait };
  const left = secondsLeft(positiveNumber("deadline", options.deadline), nowMs);
  const wait = Math.max(0, Math.min(maxWait, left - reserve));
  return { wait, giveUpMs: timerMs(wait + ANSWER_GRACE_S) };
}

/** Everything that can be wrong with the options, found before a lock is asked for. @throws ParamError. */
export function planFetch(options: FetchOptions, nowMs: number): FetchPlan {
  const ttl = positiveNumber("ttl", options.ttl ?? 900);
  const { wait, giveUpMs } = planWait(options, nowMs);
  if (options.validate !== undefined) requireFunction(options.validate);
  return {
    key: requireKey(options.key),
    ttl,
    negativeTtl: checkNegativeTtl(options.negativeTtl, ttl),
    staleTtl: nonNegativeNumber("staleTtl", options.staleTtl ?? 0),
    wait,
    giveUpMs,
    failOpen: options.failOpen ?? false,
    onFailOpen: options.onFailOpen ?? (() => undefined),
    raiseErrors: options.raiseErrors ?? false,
    renew: options.renew ?? false,
    validate: options.validate ?? (() => true),
    secret: checkSecret(options.encrypted),
  };
}
