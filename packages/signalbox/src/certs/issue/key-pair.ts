import { webcrypto } from "node:crypto";
import { PemConverter } from "./x509.js";

/** EC on P-256, or RSA with 2048 bits. */
export type KeyKind = "ec" | "rsa";

const GENERATION = {
  ec: { name: "ECDSA", namedCurve: "P-256" },
  rsa: {
    name: "RSASSA-PKCS1-v1_5",
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: "SHA-256",
  },
} as const;

/** A new pair. Its private key can be written out, because that is what it is made for. */
export async function makeKeyPair(kind: KeyKind): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(GENERATION[kind], true, ["sign", "verify"]);
}

/** The private key as PKCS #8 in PEM, with a line end. */
export async function privateKeyPem(pair: webcrypto.CryptoKeyPair): Promise<string> {
  const der = await webcrypto.subtle.exportKey("pkcs8", pair.privateKey);
  return `${PemConverter.encode(der, "PRIVATE KEY")}\n`;
}
