import { ResultError } from "./errors.js";

const ALGORITHM = "aes-256-gcm";
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const PURPOSE = "signalbox cached value 1";

/** The stored form of an encrypted value: base64 of IV, ciphertext and tag. */
interface Sealed {
  readonly sealed: string;
}

function keyFrom(secret: string): Buffer {
  const { hkdfSync } = process.getBuiltinModule("node:crypto");
  return Buffer.from(hkdfSync("sha256", secret, "", PURPOSE, KEY_BYTES));
}

/**
 * Encrypts a JSON text with AES-256-GCM under a key derived from `secret` by HKDF, so the secret should be random, not a
 * password. `place` (the key it is stored under) is authenticated: a sealed value moved to another key does not open.
 * The result is a JSON text again.
 */
export function sealText(text: string, secret: string, place: string): string {
  const { createCipheriv, randomBytes } = process.getBuiltinModule("node:crypto");
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, keyFrom(secret), iv).setAAD(Buffer.from(place, "utf8"));
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  const sealed = Buffer.concat([iv, body, cipher.getAuthTag()]).toString("base64");
  return JSON.stringify({ sealed } satisfies Sealed);
}

function sealedBytes(text: string): Buffer {
  const parsed: unknown = JSON.parse(text);
  const hasIt = typeof parsed === "object" && parsed !== null && "sealed" in parsed;
  if (!hasIt || typeof parsed.sealed !== "string") throw new Error("not a sealed value");
  return Buffer.from(parsed.sealed, "base64");
}

/** The reverse of `sealText`. @throws ResultError for another secret, another place or a value that is not sealed. */
export function openText(text: string, secret: string, place: string): string {
  const { createDecipheriv } = process.getBuiltinModule("node:crypto");
  try {
    const bytes = sealedBytes(text);
    const decipher = createDecipheriv(ALGORITHM, keyFrom(secret), bytes.subarray(0, IV_BYTES))
      .setAAD(Buffer.from(place, "utf8"))
      .setAuthTag(bytes.subarray(-TAG_BYTES));
    const body = bytes.subarray(IV_BYTES, -TAG_BYTES);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString("utf8");
  } catch {
    throw new ResultError("the cached value does not open with this secret");
  }
}
