import { X509Certificate as NodeCertificate } from "node:crypto";
import { UsageError } from "@signalbox/command-line";
import { SubjectAlternativeNameExtension, X509Certificate } from "../issue/x509.js";

/** One entry of the subject alternative name. */
export interface AltName {
  /** `email`, `URI`, `DNS`, `IP`, or what else the standard has. */
  readonly kind: string;
  readonly value: string;
}

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
  /** `undefined` when they cannot be read. */
  readonly names: readonly AltName[] | undefined;
}

const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
const KIND: Readonly<Record<string, string>> = { dns: "DNS", ip: "IP", url: "URI" };

/** Reads one certificate. @throws UsageError when it is none */
export function certificateFacts(pem: string, path: string): CertificateFacts {
  const certificate = parsed(pem, path);
  const usages = certificate.keyUsage as readonly string[] | undefined; // undefined without the extension
  const { asymmetricKeyDetails: details } = certificate.publicKey;
  return {
    subject: oneLineName(certificate.subject),
    issuer: oneLineName(certificate.issuer),
    serial: certificate.serialNumber,
    sha256: certificate.fingerprint256,
    key: keyText(certificate),
    rsaBits: details?.modulusLength,
    isAuthority: certificate.ca,
    isForServers: usages?.includes(SERVER_AUTH) ?? false,
    isForClients: usages?.includes(CLIENT_AUTH) ?? false,
    fromMs: Date.parse(certificate.validFrom),
    toMs: Date.parse(certificate.validTo),
    names: namesOf(certificate),
  };
}

function parsed(pem: string, path: string): NodeCertificate {
  try {
    return new NodeCertificate(pem);
  } catch (error) {
    throw new UsageError(`${path} holds a certificate that cannot be read`, { cause: error });
  }
}

/** Node has one attribute a line, and nothing at all for an empty name. */
const oneLineName = (name: string | undefined): string => (name ?? "").split("\n").join(", ");

function keyText({ publicKey }: NodeCertificate): string {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKey;
  const size = details?.namedCurve ?? details?.modulusLength;
  return size === undefined ? (type ?? "unknown") : `${type ?? "unknown"} ${size}`;
}

/** From the structure itself: in a text form one entry can be made to look like two. */
function namesOf({ raw }: NodeCertificate): readonly AltName[] | undefined {
  try {
    const extension = new X509Certificate(raw).getExtension(SubjectAlternativeNameExtension);
    return (extension?.names.items ?? []).map(({ type, value }) => ({
      kind: KIND[type] ?? type,
      value,
    }));
  } catch {
    return undefined;
  }
}
