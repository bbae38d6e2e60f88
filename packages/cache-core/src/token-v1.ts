import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from "node:crypto";
import { AppError } from "@signalbox/errors";
import type { RandomBytes, TokenContent } from "./namespace-token.js";

const IV_BYTES = 16;
const MAC_BYTES = 32;
const MS_PER_SECOND = 1000;
const BITS_PER_BYTE = 8;
/** Standard Base64 with padding, nothing else in between. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const NAME_SEPARATORS = /[&=]/;
const ONLY_DIGITS = /^\s*[-+]?[\d.]+\s*$/;
const ASCII = /^[\u0020-\u007e]+$/;

const cipherName = (key: Buffer): string => `aes-${key.length * BITS_PER_BYTE}-cbc`;

/** AES-CBC, then HMAC-SHA-256 under the same key, as the original has it; standard Base64 around. */
export function sealV1(options: {
  name: string;
  key: Buffer;
  wallMs: number;
  random: RandomBytes;
}): string {
  const { name, key } = options;
  if (
    NAME_SEPARATORS.test(name) ||
    ONLY_DIGITS.test(name) ||
    !ASCII.test(name) ||
    name !== name.trim()
  ) {
    throw new AppError(
      "invalid_argument",
      `namespace name ${JSON.stringify(name)} cannot be carried by a v1 token: no & or =, not only a number, printable ASCII, not empty, no blanks at the ends`,
    );
  }
  const iv = options.random(IV_BYTES);
  const text = `namespace=${name}&timestamp=${Math.floor(options.wallMs / MS_PER_SECOND)}`;
  const cipher = createCipheriv(cipherName(key), key, iv);
  const sealed = Buffer.concat([iv, cipher.update(text, "ascii"), cipher.final()]);
  return Buffer.concat([sealed, macOf(sealed, key)]).toString("base64");
}

/** @returns undefined when the token was not made with this key or is not well formed. */
export function openV1(token: string, key: Buffer): TokenContent | undefined {
  if (!BASE64.test(token)) return undefined;
  const bytes = Buffer.from(token, "base64");
  // Only the canonical text is accepted: unused trailing bits would let one token have several spellings.
  if (bytes.toString("base64") !== token) return undefined;
  const sealed = bytes.subarray(0, -MAC_BYTES);
  // The smallest token is an IV, one block and the MAC.
  if (bytes.length < IV_BYTES * 2 + MAC_BYTES || sealed.length % IV_BYTES !== 0) return undefined;
  if (!timingSafeEqual(bytes.subarray(-MAC_BYTES), macOf(sealed, key))) return undefined;
  return parseContent(decrypt(sealed, key));
}

function decrypt(sealed: Buffer, key: Buffer): string | undefined {
  const decipher = createDecipheriv(cipherName(key), key, sealed.subarray(0, IV_BYTES));
  try {
    const text = Buffer.concat([decipher.update(sealed.subarray(IV_BYTES)), decipher.final()]);
    return text.toString("latin1");
  } catch {
    // Bad padding under a good MAC: somebody with the key made nonsense. Refused like any other bad token.
    return undefined;
  }
}

/** Items split on `&`, name and value on the first `=`; values stay text, so that a numeric name is a name. */
function parseContent(text: string | undefined): TokenContent | undefined {
  if (text === undefined || !ASCII.test(text)) return undefined;
  const items = new Map<string, string>();
  for (const item of text.split("&")) {
    const equals = item.indexOf("=");
    const name = (equals < 0 ? item : item.slice(0, equals)).trim();
    if (equals < 0 || items.has(name)) return undefined;
    items.set(name, item.slice(equals + 1));
  }
  const name = items.get("namespace");
  if (name === undefined || name === "") return undefined;
  const seconds = Number(items.get("timestamp") ?? Number.NaN);
  return { name, timestampMs: Number.isFinite(seconds) ? seconds * MS_PER_SECOND : undefined };
}

function macOf(sealed: Buffer, key: Buffer): Buffer {
  return createHmac("sha256", key).update(sealed).digest();
}
