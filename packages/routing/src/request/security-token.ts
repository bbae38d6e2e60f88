import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock } from "@signalbox/clock";
import { queryValues } from "./query.js";
import type { Target } from "./target.js";

export interface SecurityTokenOptions {
  /** Shared with whoever hands out links; empty: no request has a correct token. */
  readonly secret: string;
  readonly clock: Clock;
}

export type TokenVerdict = { readonly ok: true } | { readonly ok: false; readonly reason: string };

const TOKEN_CHARS = 43;
const EXPIRY = /^(?:0|[1-9]\d{0,11})$/;
const MS = 1_000;

/**
 * Signed links: `?token=<base64url(HMAC-SHA256(secret, path + "|" + expires))>&expires=<Unix seconds>` (cdn-router 7.6). The
 * path is the one the client sent, byte for byte; other parameters are not signed. Reasons never hold token or secret.
 */
export class SecurityToken {
  readonly #secret: string;
  readonly #clock: Clock;

  constructor({ secret, clock }: SecurityTokenOptions) {
    this.#secret = secret;
    this.#clock = clock;
  }

  /** Whether the target carries exactly one token, correct for its path, and has not expired by the wall clock. */
  verify({ path, query }: Target): TokenVerdict {
    if (this.#secret === "") return { ok: false, reason: "no secret is configured" };
    const [token, ...otherTokens] = queryValues(query, "token");
    const [expires, ...otherExpiries] = queryValues(query, "expires");
    if (token === undefined || expires === undefined) {
      return { ok: false, reason: "there is no token or no expires" };
    }
    if (otherTokens.length > 0 || otherExpiries.length > 0) {
      return { ok: false, reason: "token or expires is given twice" };
    }
    if (!EXPIRY.test(expires)) return { ok: false, reason: "expires is not a number of seconds" };
    if (!isEqual(token, this.sign(path, expires))) {
      return { ok: false, reason: "the token does not belong to this path and expiry" };
    }
    const isCurrent = this.#clock.wallMs() < Number(expires) * MS;
    return isCurrent ? { ok: true } : { ok: false, reason: "the token has expired" };
  }

  /** The token for a path. @param expires Unix seconds, as they will stand in the query */
  sign(path: string, expires: string): string {
    return createHmac("sha256", this.#secret).update(`${path}|${expires}`).digest("base64url");
  }
}

/** In a time that tells nothing about the right token; its length is no secret. */
function isEqual(given: string, right: string): boolean {
  const bytes = Buffer.from(given, "latin1");
  return bytes.length === TOKEN_CHARS && timingSafeEqual(bytes, Buffer.from(right, "latin1"));
}
