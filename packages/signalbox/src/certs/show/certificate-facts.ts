import { X509Certificate } from "node:crypto";
import { UsageError } from "@signalbox/command-line";
import { AppError } from "@signalbox/errors";
import { readSubjectAltName, urnsOf, type AltName } from "@signalbox/monitoring-model";

/** What a certificate says of itself. Dates in epoch milliseconds, not a number when unreadable. */
export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly sha256: string;
  readonly key: string;
  /** Bits of an RSA key. */
  readonly rsaBits: number | undefined;
  readonly isAuthority: boolean;
  /** What it may be used for; both are false of a certificate without that extension. */
  readonly isForServers: boolean;
  readonly isForClients: boolean;
  readonly fromMs: number;
  readonly toMs: number;
  /** Subject alternative names; `undefined` when they cannot be read. */
  readonly names: readonly AltName[] | undefined;
  /** The URNs by which a datastore of ours knows its holder, in their order. */
  readonly urns: readonly string[];
}

const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

/** Reads one certificate. @throws UsageError when it is none */
export function certificateFacts(pem: string, path: string): CertificateFacts {
  const certificate = parsed(pem, path);
  const usages = certificate.keyUsage as readonly string[] | undefined; // undefined without the extension
  return {
    subject: oneLineName(certificate.subject),
    issuer: oneLineName(certificate.issuer),
    serial: certificate.serialNumber,
    sha256: certificate.fingerprint256,
    key: keyText(certificate),
    rsaBits: certificate.publicKey.asymmetricKeyDetails?.modulusLength,
    isAuthority: certificate.ca,
    isForServers: usages?.includes(SERVER_AUTH) ?? false,
    isForClients: usages?.includes(CLIENT_AUTH) ?? false,
    fromMs: Date.parse(certificate.validFrom),
    toMs: Date.parse(certificate.validTo),
    names: namesOf(certificate),
    urns: urnsOf(certificate.subjectAltName),
  };
}

function parsed(pem: string, path: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw new UsageError(`${path} holds a certificate that cannot be read`, { cause: error });
  }
}

/** Node has one attribute a line, and nothing at all for an empty name. */
const oneLineName = (name: string | undefined): string => (name ?? "").split("\n").join(", ");

function keyText({ publicKey }: X509Certificate): string {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKey;
  const size = details?.namedCurve ?? details?.modulusLength;
  return size === undefined ? (type ?? "unknown") : `${type ?? "unknown"} ${size}`;
}

function namesOf({ subjectAltName }: X509Certificate): readonly AltName[] | undefined {
  try {
    return readSubjectAltName(subjectAltName ?? "");
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
