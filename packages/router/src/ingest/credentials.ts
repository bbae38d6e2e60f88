import { createHash, timingSafeEqual } from "node:crypto";

export interface IngestCredentials {
  /** User of Basic and `Token user:password`; empty: any. */
  readonly username: string;
  /** Token or password; empty: nothing is asked for. */
  readonly token: string;
}

const BASIC = /^basic +(\S+)$/i;
/** An empty token arrives without its blank. */
const TOKEN = /^token(?: +(.*))?$/i;

/**
 * Checks `Authorization` as InfluxDB clients send it: Basic, `Token user:password`, `Token token`. Without a token of our own
 * the field is ignored: InfluxDB 2.x clients send it even when it is empty. Source: configuration-and-telegraf 3.5, 3.6.
 */
export class CredentialCheck {
  readonly #username: Buffer | undefined;
  readonly #token: Buffer | undefined;

  /** Only digests are kept. */
  constructor({ username, token }: IngestCredentials) {
    this.#username = username === "" ? undefined : digest(username);
    this.#token = token === "" ? undefined : digest(token);
  }

  /**
   * @param given all values of `Authorization`
   * @returns which header was missing or wrong, never what it held; undefined: welcome
   */
  fault(given: readonly string[]): string | undefined {
    if (!this.#token) return undefined;
    const [field, ...others] = given;
    if (field === undefined)
      return "header Authorization is missing, send 'Token <token>' or Basic";
    if (others.length > 0) return "header Authorization was sent more than once";
    const token = TOKEN.exec(field);
    if (token) return this.#tokenFault(token[1] ?? "", this.#token);
    const basic = BASIC.exec(field)?.[1];
    if (basic === undefined) return "header Authorization is neither 'Token <token>' nor Basic";
    const isKnown = this.#isPair(Buffer.from(basic, "base64").toString("utf8"), this.#token);
    return isKnown ? undefined : "user or password in header Authorization is wrong";
  }

  #tokenFault(given: string, token: Buffer): string | undefined {
    // Both are looked at, so that the time does not tell which form was meant.
    const isToken = timingSafeEqual(digest(given), token);
    const isPair = this.#isPair(given, token);
    if (isToken || isPair) return undefined;
    return given.trim() === ""
      ? "the token in header Authorization is empty"
      : "the token in header Authorization is wrong";
  }

  /** @param given user and password, joined by a colon */
  #isPair(given: string, token: Buffer): boolean {
    const colon = given.indexOf(":");
    const user = digest(given.slice(0, Math.max(colon, 0)));
    const isPassword = timingSafeEqual(digest(given.slice(colon + 1)), token);
    const isUser = timingSafeEqual(user, this.#username ?? user);
    return colon >= 0 && isPassword && isUser;
  }
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
