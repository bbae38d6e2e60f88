import type { X509Certificate } from "node:crypto";
import type { CertificatePath } from "./certificate-path.js";

/** What a verified client certificate says. Only certificates that chain to the configured CA are ever shown. */
export interface ClientCertificate {
  /** Distinguished name, one attribute a line, as `X509Certificate.subject` gives it. */
  readonly subject: string;
  /** URI entries of the subject alternative name, exactly as in the certificate. */
  readonly uris: readonly string[];
  /** DNS entries of the subject alternative name. */
  readonly dnsNames: readonly string[];
  /** Epoch milliseconds. */
  readonly validFromMs: number;
  /** Epoch milliseconds: its own end, or that of an authority above it which ends sooner. */
  readonly validToMs: number;
  /** Whether the wall clock is inside the two dates now; computed at each call of `clientCertificate()`. */
  readonly validity: "valid" | "expired" | "not_yet_valid";
  /** SHA-256 of the certificate, hexadecimal with colons. */
  readonly fingerprint256: string;
  /** Hexadecimal. */
  readonly serialNumber: string;
  /** It may sign others, so it is not made for a client. */
  readonly isAuthority: boolean;
}

export type CertificateFacts = Omit<ClientCertificate, "validity">;

/**
 * Reads the facts once per connection; only the validity changes with time.
 *
 * @param path how it is connected with what is trusted
 */
export function certificateFacts(
  certificate: X509Certificate,
  path?: CertificatePath,
): CertificateFacts {
  const names = subjectAltNames(certificate.subjectAltName ?? "");
  return {
    subject: certificate.subject,
    uris: names.filter((name) => name.kind === "URI").map((name) => name.value),
    dnsNames: names.filter((name) => name.kind === "DNS").map((name) => name.value),
    validFromMs: Date.parse(certificate.validFrom),
    validToMs: Math.min(Date.parse(certificate.validTo), path?.validToMs ?? Infinity),
    fingerprint256: certificate.fingerprint256,
    serialNumber: certificate.serialNumber,
    isAuthority: certificate.ca,
  };
}

/** The certificate as of `nowMs` (wall clock). */
export function certificateAt(facts: CertificateFacts, nowMs: number): ClientCertificate {
  return { ...facts, validity: validityAt(facts, nowMs) };
}

function validityAt(facts: CertificateFacts, nowMs: number): ClientCertificate["validity"] {
  if (nowMs < facts.validFromMs) return "not_yet_valid";
  // Written so that an unreadable date counts as expired.
  return nowMs <= facts.validToMs ? "valid" : "expired";
}

export interface AltName {
  readonly kind: string;
  readonly value: string;
}

const ENTRY = /([^:",]+):("(?:[^"\\]|\\.)*"|[^",]*)(, (?=.)|$)/y;

/**
 * Splits the text form of a subject alternative name. Node quotes an entry that holds a comma or a quote as a JSON string, so
 * a DNS entry cannot pass for a URI here. A text that does not follow the form gives no names at all.
 */
export function subjectAltNames(text: string): AltName[] {
  const names: AltName[] = [];
  ENTRY.lastIndex = 0;
  let at = 0;
  while (at < text.length) {
    ENTRY.lastIndex = at;
    const match = ENTRY.exec(text);
    if (!match) return [];
    const [whole, kind = "", raw = ""] = match;
    const value = unquoted(raw);
    if (value === undefined) return [];
    names.push({ kind, value });
    at += whole.length;
  }
  return names;
}

function unquoted(raw: string): string | undefined {
  if (!raw.startsWith('"')) return raw;
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
