import { createCipheriv, createDecipheriv, hkdfSync } from "node:crypto";
import { AppError } from "@signalbox/errors";
import type { RandomBytes, TokenContent } from "./namespace-token.js";

/** A v1 token is plain Base64 and holds no dot, so the two kinds cannot be mistaken for each other. */
export const V2_PREFIX = "v2.";
const CIPHER = "aes-256-gcm";
const DERIVED_KEY_BYTES = 32;
const KEY_PURPOSE = "signalbox namespace token v2";
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const TIMESTAMP_BYTES = 8;
const HEAD_BYTES = SALT_BYTES + NONCE_BYTES;
const BASE64URL = /^[A-Za-z0-9_-]+$/;

/**
 * `v2.` and base64url of salt, nonce, ciphertext and tag. The key is derived anew for each token (HKDF-SHA-256 with the
 * random salt), so that the number of tokens made with one configured key needs no bound.
 */
export function sealV2(options: {
  name: string;
  key: Buffer;
  wallMs: number;
  random: RandomBytes;
}): string {
  if (options.name === "" || !options.name.isWellFormed()) {
    throw new AppError(
      "invalid_argument",
      "namespace name is empty or holds half a surrogate pair",
    );
  }
  const salt = options.random(SALT_BYTES);
  const nonce = options.random(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, derivedKey(options.key, salt), nonce).setAAD(
    Buffer.from(V2_PREFIX),
  );
  const timestamp = Buffer.alloc(TIMESTAMP_BYTES);
  timestamp.writeBigInt64BE(BigInt(Math.floor(options.wallMs)));
  const sealed = Buffer.concat([
    cipher.update(timestamp),
    cipher.update(options.name, "utf8"),
    cipher.final(),
  ]);
  const token = Buffer.concat([salt, nonce, sealed, cipher.getAuthTag()]);
  return V2_PREFIX + token.toString("base64url");
}

/** @returns undefined when the token was not made with this key or is not well formed. */
export function openV2(token: string, key: Buffer): TokenContent | undefined {
  const encoded = token.slice(V2_PREFIX.length);
  if (!BASE64URL.test(encoded)) return undefined;
  const bytes = Buffer.from(encoded, "base64url");
  // Only the canonical text is accepted: unused trailing bits would let one token have several spellings.
  if (bytes.toString("base64url") !== encoded) return undefined;
  if (bytes.length <= HEAD_BYTES + TIMESTAMP_BYTES + TAG_BYTES) return undefined;
  const text = decrypt(bytes, key);
  if (!text) return undefined;
  return {
    timestampMs: Number(text.readBigInt64BE(0)),
    name: text.toString("utf8", TIMESTAMP_BYTES),
  };
}

function decrypt(bytes: Buffer, key: Buffer): Buffer | undefined {
  const salt = bytes.subarray(0, SALT_BYTES);
  const nonce = bytes.subarray(SALT_BYTES, HEAD_BYTES);
  const decipher = createDecipheriv(CIPHER, derivedKey(key, salt), nonce)
    .setAAD(Buffer.from(V2_PREFIX))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([
      decipher.update(bytes.subarray(HEAD_BYTES, -TAG_BYTES)),
      decipher.final(),
    ]);
  } catch {
    // The tag does not fit: another key, or a changed byte.
    return undefined;
  }
}

function derivedKey(key: Buffer, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync("sha256", key, salt, KEY_PURPOSE, DERIVED_KEY_BYTES));
}
