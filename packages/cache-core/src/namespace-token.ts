import { AppError } from "@signalbox/errors";
import { openV1, sealV1 } from "./token-v1.js";
import { openV2, sealV2, V2_PREFIX } from "./token-v2.js";

/** A source of random bytes, such as `randomBytes` of node:crypto. */
export type RandomBytes = (byteLength: number) => Buffer;

/** What a token carries. */
export interface TokenContent {
  readonly name: string;
  /** When it was made, wall clock; undefined if the token does not say. */
  readonly timestampMs: number | undefined;
}

/** Longest token that is looked at, in characters; a real one has about 200. */
export const MAX_TOKEN_CHARS = 4096;
const KEY_LENGTHS_BYTES: readonly number[] = [16, 24, 32];

/**
 * Reads keys in configuration form.
 *
 * @param texts Base64, each of 16, 24 or 32 bytes.
 * @throws AppError `invalid_argument`; the message holds the key's position, never the key.
 */
export function parseKeys(texts: readonly string[]): Buffer[] {
  return texts.map((text, index) => {
    const key = Buffer.from(text.trim(), "base64");
    // Node skips what is not Base64 and stops at padding: two keys in one text would pass as the first.
    if (withoutPadding(key.toString("base64")) !== withoutPadding(text.trim())) {
      throw new AppError("invalid_argument", `encryption key ${index + 1} is not Base64`);
    }
    if (KEY_LENGTHS_BYTES.includes(key.length)) return key;
    throw new AppError(
      "invalid_argument",
      `encryption key ${index + 1} has ${key.length} bytes after Base64 decoding, allowed are 16, 24 and 32`,
    );
  });
}

const withoutPadding = (base64: string): string => base64.replace(/=+$/, "");

/**
 * Makes a namespace token for a plugin. Source: reference cache-manager 3.2.
 *
 * @param options.version "v1" is understood by the original's servers too; "v2" is AES-256-GCM with derived keys.
 * @throws AppError `invalid_argument` for a name that is too long, or that the v1 form cannot carry without ambiguity.
 */
export function sealNamespace(options: {
  version: "v1" | "v2";
  name: string;
  key: Buffer;
  wallMs: number;
  random: RandomBytes;
}): string {
  const seal = options.version === "v1" ? sealV1 : sealV2;
  const token = seal(options);
  if (token.length <= MAX_TOKEN_CHARS) return token;
  throw new AppError(
    "invalid_argument",
    `namespace name is too long for a token (${options.name.length} characters)`,
  );
}

/**
 * Opens a token with the first of `keys` that fits.
 *
 * @throws AppError `permission_denied`, with one and the same message whatever is wrong with the token.
 */
export function openNamespace(token: string, keys: readonly Buffer[]): TokenContent {
  if (token.length <= MAX_TOKEN_CHARS) {
    const open = token.startsWith(V2_PREFIX) ? openV2 : openV1;
    for (const key of keys) {
      const content = open(token, key);
      if (content) return content;
    }
  }
  throw new AppError("permission_denied", "namespace token is not valid");
}
