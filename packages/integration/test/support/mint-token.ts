import { createCipheriv, createHmac, randomBytes } from "node:crypto";

const BITS_PER_BYTE = 8;
const MS_PER_SECOND = 1000;

/** A fresh 16-byte key in configuration form. */
export function aKey(): string {
  return randomBytes(16).toString("base64");
}

/**
 * A namespace token, made anew from the description of its form rather than with the server's own code.
 * Source: reference cache-manager 3.2.
 *
 * @param offsetSeconds How far the token's time lies from now; negative: made earlier.
 */
export function mintToken(key: string, plugin: string, offsetSeconds = 0): string {
  const secret = Buffer.from(key, "base64");
  const iv = randomBytes(16);
  const seconds = Math.floor(Date.now() / MS_PER_SECOND) + offsetSeconds;
  const text = `namespace=PLUGIN#${plugin}&timestamp=${seconds}`;
  const cipher = createCipheriv(`aes-${secret.length * BITS_PER_BYTE}-cbc`, secret, iv);
  const sealed = Buffer.concat([iv, cipher.update(text, "ascii"), cipher.final()]);
  const mac = createHmac("sha256", secret).update(sealed).digest();
  return Buffer.concat([sealed, mac]).toString("base64");
}

/** The token with one bit of one byte turned. */
export function tamperedToken(token: string, byte: number): string {
  const bytes = Buffer.from(token, "base64");
  bytes.writeUInt8(bytes.readUInt8(byte) ^ 1, byte);
  return bytes.toString("base64");
}
