import {
  createPrivateKey,
  webcrypto,
  X509Certificate as NodeCertificate,
  type KeyObject,
} from "node:crypto";
import { UsageError } from "@signalbox/command-line";
import { isOpenToOthers, readSmallFile } from "../files/read-small-file.js";
import type { Signer } from "../issue/issue-certificate.js";
import { dayOf, type Validity } from "../issue/validity.js";
import { X509Certificate } from "../issue/x509.js";
import { caPaths } from "./ca-paths.js";

/** The authority of a folder, fit to sign. */
export interface LoadedCa {
  readonly signer: Signer;
  readonly validity: Validity;
  /** What the operator should hear, though it works. */
  readonly warnings: readonly string[];
}

/** Named curves by OpenSSL's name for them, with the hash that is as strong. */
const CURVES: Readonly<Record<string, { readonly namedCurve: string; readonly hash: string }>> = {
  prime256v1: { namedCurve: "P-256", hash: "SHA-256" },
  secp384r1: { namedCurve: "P-384", hash: "SHA-384" },
  secp521r1: { namedCurve: "P-521", hash: "SHA-512" },
};

/**
 * Reads `ca.crt` and `ca.key`, our own or made elsewhere (EC on a NIST curve or RSA, not encrypted).
 *
 * @throws UsageError when one is missing, cannot be read, does not belong to the other, or may not sign now
 */
export async function loadCa(dir: string, nowMs: number): Promise<LoadedCa> {
  const paths = caPaths(dir);
  const hint = `; make it with "signalbox certs ca --dir ${dir}"`;
  const certificateFile = await readSmallFile(paths.certificate, hint);
  const keyFile = await readSmallFile(paths.key, hint);
  const certificate = certificateOf(certificateFile.text, paths.certificate);
  const key = keyOf(keyFile.text, paths.key);
  if (!certificate.checkPrivateKey(key)) {
    throw new UsageError(`${paths.key} is not the key of ${paths.certificate}`);
  }
  const validity = signingValidity(certificate, paths.certificate, nowMs);
  const open = `${paths.key} can be read by others than its owner; chmod 600 it`;
  return {
    signer: await signerOf(certificate, key, paths.key),
    validity,
    warnings: isOpenToOthers(keyFile.mode) ? [open] : [],
  };
}

function certificateOf(pem: string, path: string): NodeCertificate {
  try {
    return new NodeCertificate(pem);
  } catch (error) {
    throw new UsageError(`${path} holds no certificate that can be read`, { cause: error });
  }
}

/** No cause is kept: an error about a key should carry nothing that came out of its file. */
function keyOf(pem: string, path: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    const problem = pem.includes("ENCRYPTED")
      ? "is encrypted; give it without passphrase"
      : "holds no private key that can be read";
    throw new UsageError(`${path} ${problem}`);
  }
}

function signingValidity(certificate: NodeCertificate, path: string, nowMs: number): Validity {
  if (!certificate.ca) throw new UsageError(`${path} is not the certificate of an authority`);
  const validity = {
    fromMs: Date.parse(certificate.validFrom),
    toMs: Date.parse(certificate.validTo),
  };
  if (nowMs > validity.toMs) throw new UsageError(`${path} expired on ${dayOf(validity.toMs)}`);
  if (nowMs >= validity.fromMs) return validity;
  throw new UsageError(`${path} is not valid before ${dayOf(validity.fromMs)}`);
}

async function signerOf(
  certificate: NodeCertificate,
  key: KeyObject,
  path: string,
): Promise<Signer> {
  const { algorithm, hash } = algorithmOf(key, path);
  const der = key.export({ type: "pkcs8", format: "der" });
  const privateKey = await webcrypto.subtle.importKey("pkcs8", der, algorithm, false, ["sign"]);
  return { certificate: new X509Certificate(certificate.raw), privateKey, hash };
}

function algorithmOf(key: KeyObject, path: string) {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === "rsa") {
    return { algorithm: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, hash: "SHA-256" };
  }
  const curve = type === "ec" ? CURVES[details?.namedCurve ?? ""] : undefined;
  if (curve === undefined) {
    const kind = details?.namedCurve ?? type ?? "unknown";
    throw new UsageError(`${path} is a key of kind ${kind}; rsa, P-256, P-384 and P-521 can sign`);
  }
  return { algorithm: { name: "ECDSA", namedCurve: curve.namedCurve }, hash: curve.hash };
}
