import { webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  type JsonGeneralName,
} from "../../../src/certs/issue/x509.js";

/** What a certificate made elsewhere may be like. */
export interface Oddity {
  readonly names?: readonly JsonGeneralName[];
  readonly isAuthority?: boolean;
  readonly usage?: "client" | "server";
  readonly algorithm?: webcrypto.EcKeyGenParams | webcrypto.RsaHashedKeyGenParams;
  readonly fromMs?: number;
  readonly toMs?: number;
}

const P256 = { name: "ECDSA", namedCurve: "P-256" };
const DAY_MS = 86_400_000;
export const ODD_NOW_MS = Date.parse("2026-03-01T12:00:00Z");

/** A self-signed certificate and its key, valid for a year from a day before `ODD_NOW_MS` on. */
export async function oddCertificate(oddity: Oddity): Promise<{ cert: string; key: string }> {
  const { algorithm = P256, fromMs = ODD_NOW_MS - DAY_MS } = oddity;
  const { toMs = fromMs + 366 * DAY_MS } = oddity;
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      name: "CN=odd one, O=Example",
      notBefore: new Date(fromMs),
      notAfter: new Date(toMs),
      signingAlgorithm: { name: algorithm.name, hash: "SHA-384" },
      keys,
      extensions: extensionsOf(oddity),
    },
    webcrypto,
  );
  const der = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { cert: `${certificate.toString("pem")}\n`, key: PemConverter.encode(der, "PRIVATE KEY") };
}

function extensionsOf({ names = [], isAuthority = false, usage }: Oddity) {
  const { clientAuth, serverAuth } = ExtendedKeyUsage;
  const use = usage === "client" ? clientAuth : serverAuth;
  return [
    new BasicConstraintsExtension(isAuthority, undefined, true),
    ...(isAuthority ? [new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true)] : []),
    ...(isAuthority ? [new SubjectKeyIdentifierExtension("0102030405")] : []),
    ...(usage === undefined ? [] : [new ExtendedKeyUsageExtension([use])]),
    ...(names.length === 0 ? [] : [new SubjectAlternativeNameExtension([...names])]),
  ];
}
