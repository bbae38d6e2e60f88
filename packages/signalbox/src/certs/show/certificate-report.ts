import { daysLeft } from "../issue/validity.js";
import type { CertificateFacts } from "./certificate-facts.js";
import { certificateWarnings, originalUrn, type WarningOptions } from "./certificate-warnings.js";

/** One certificate as `--json` prints it. */
export interface CertificateReport {
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly sha256: string;
  readonly key: string;
  readonly authority: boolean;
  readonly usage: readonly ("server" | "client")[];
  /** ISO 8601 in UTC; `null` when unreadable. */
  readonly valid_from: string | null;
  readonly valid_to: string | null;
  readonly days_left: number | null;
  /** As `email:...`, `URI:...`, `DNS:...`, `IP Address:...`. */
  readonly names: readonly string[];
  /** All of them; a Signalbox datastore lets in whom any of them allows. */
  readonly urns: readonly string[];
  /** The one the original datastore looks at. */
  readonly original_urn: string | null;
  readonly warnings: readonly string[];
}

/** What is to be said of one certificate. */
export function certificateReport(
  facts: CertificateFacts,
  options: WarningOptions,
): CertificateReport {
  const { subject, issuer, serial, sha256, key, fromMs, toMs, urns } = facts;
  const left = daysLeft(toMs, options.nowMs);
  return {
    subject,
    issuer,
    serial,
    sha256,
    key,
    authority: facts.isAuthority,
    usage: [
      ...(facts.isForServers ? (["server"] as const) : []),
      ...(facts.isForClients ? (["client"] as const) : []),
    ],
    valid_from: isoTime(fromMs),
    valid_to: isoTime(toMs),
    days_left: Number.isFinite(left) ? left : null,
    names: (facts.names ?? []).map(({ kind, value }) => `${kind}:${value}`),
    urns,
    original_urn: originalUrn(facts) ?? null,
    warnings: certificateWarnings(facts, options),
  };
}

/** Certificates know no milliseconds. */
const isoTime = (atMs: number): string | null =>
  Number.isFinite(atMs) ? new Date(atMs).toISOString().replace(".000Z", "Z") : null;
