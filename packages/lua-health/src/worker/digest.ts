import { Buffer } from "node:buffer";
import { createHash, createHmac } from "node:crypto";

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;
const BASE64_URL = /^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2}(?:==)?|[A-Za-z0-9_-]{3}=?)?$/;
const HEX = /^(?:[0-9A-Fa-f]{2})*$/;

type Convert = (content: Buffer, key: Buffer) => Buffer | string | undefined;

function decode(encoding: "base64" | "base64url" | "hex", shape: RegExp): Convert {
  return (content) => {
    const text = content.toString("latin1");
    return shape.test(text) ? Buffer.from(text, encoding) : undefined;
  };
}

const hash =
  (algorithm: string): Convert =>
  (content) =>
    createHash(algorithm).update(content).digest("hex");
const mac =
  (algorithm: string): Convert =>
  (key, content) =>
    createHmac(algorithm, key).update(content).digest("hex");

const CONVERSIONS: ReadonlyMap<string, Convert> = new Map([
  ["base64_encode", (content) => content.toString("base64")],
  ["base64_decode", decode("base64", BASE64)],
  ["base64_url_encode", (content) => content.toString("base64url")],
  ["base64_url_decode", decode("base64url", BASE64_URL)],
  ["to_hex_string", (content) => content.toString("hex")],
  ["from_hex_string", decode("hex", HEX)],
  ["md5", hash("md5")],
  ["sha256", hash("sha256")],
  ["sha512", hash("sha512")],
  ["hmac_sha256", mac("sha256")],
  ["hmac_sha512", mac("sha512")],
]);

/**
 * The text functions of reference cdn-router 5.7 on bytes. For the two `hmac` functions `first` is the key.
 *
 * @returns `undefined` when `first` is not of the encoding to be decoded.
 */
export function convert(name: string, first: Buffer, second: Buffer): Buffer | undefined {
  const out = CONVERSIONS.get(name)?.(first, second);
  return typeof out === "string" ? Buffer.from(out, "latin1") : out;
}
