import { X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import { AppError } from "@signalbox/errors";
import type { TlsIdentity } from "@signalbox/http-client";

/** What the client shows to stores and whom it trusts; PEM text. Either `pem`, or `cert` with `key`, or neither. */
export interface ClientIdentity {
  /** Certificate chain and private key in one text, in any order (datastore-polling, 5.2). */
  readonly pem?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Authorities to trust instead of the system's. */
  readonly ca?: string | readonly string[];
  /** Default true. False takes any certificate of a server: for stores that signed their own (datastore-polling, 9.26). */
  readonly verifyServer?: boolean;
}

/**
 * @throws AppError `invalid_argument` when a part is missing, is no PEM, or certificate and key do not belong together; no message
 * quotes the texts
 */
export function tlsIdentity(given: ClientIdentity): TlsIdentity {
  const { ca, verifyServer } = given;
  const identity: TlsIdentity = {
    ...certificateAndKey(given),
    ...(ca !== undefined && { ca }),
    ...(verifyServer !== undefined && { verifyServer }),
  };
  checkUsable(identity);
  return identity;
}

function certificateAndKey({ pem, cert, key }: ClientIdentity): { cert?: string; key?: string } {
  if (pem !== undefined) {
    if (cert !== undefined || key !== undefined) {
      throw new AppError("invalid_argument", "tls has pem and also cert or key");
    }
    return splitPem(pem);
  }
  if (cert === undefined && key === undefined) return {};
  if (cert === undefined || key === undefined) {
    const missing = cert === undefined ? "cert" : "key";
    throw new AppError("invalid_argument", `tls has no ${missing}`);
  }
  return { cert, key };
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[^-]*-----END \1-----/g;

function splitPem(pem: string): { cert: string; key: string } {
  const certificates: string[] = [];
  const keys: string[] = [];
  for (const [block, label = ""] of pem.matchAll(BLOCK)) {
    if (label === "CERTIFICATE") certificates.push(block);
    else if (label.endsWith("PRIVATE KEY")) keys.push(block);
  }
  const [key] = keys;
  if (certificates.length === 0) throw new AppError("invalid_argument", "PEM has no certificate");
  if (key === undefined) throw new AppError("invalid_argument", "PEM has no private key");
  return { cert: certificates.join("\n"), key };
}

function checkUsable({ ca, cert, key }: TlsIdentity): void {
  try {
    createSecureContext({ ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) });
  } catch (error) {
    throw unusable("certificate or private key", error);
  }
  // OpenSSL passes over authorities that it cannot read: nothing would be trusted, and nobody told why.
  for (const text of ca === undefined ? [] : [ca].flat()) checkAuthorities(String(text));
}

function checkAuthorities(pem: string): void {
  // The file of a store that signed its own certificate may hold its key as well.
  const blocks = [...pem.matchAll(BLOCK)].filter(([, label]) => label?.endsWith("CERTIFICATE"));
  if (blocks.length === 0) throw unusable("ca", new Error("no certificate"));
  for (const [block] of blocks) {
    try {
      parseCertificate(block);
    } catch (error) {
      throw unusable("ca", error);
    }
  }
}

const parseCertificate = (pem: string): X509Certificate => new X509Certificate(pem);

function unusable(what: string, cause: unknown): AppError {
  return new AppError("invalid_argument", `tls: ${what} is not usable`, { cause });
}
