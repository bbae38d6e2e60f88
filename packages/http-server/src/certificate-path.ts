import type { X509Certificate } from "node:crypto";

/** How a client's certificate is connected with one that is trusted. */
export interface CertificatePath {
  /** Authorities between the two. */
  readonly authorities: number;
  /** Epoch milliseconds: the earliest end of the certificates above the client's. */
  readonly validToMs: number;
}

/** What a path may be made of. */
export interface PathCertificates {
  /** What the client sent beside its own certificate; nothing of it has been checked. */
  readonly presented: readonly X509Certificate[];
  /** The certificates of the CA file. */
  readonly trusted: readonly X509Certificate[];
  /** At most so many authorities between. */
  readonly maxAuthorities: number;
  readonly nowMs: number;
}

/**
 * The shortest path from `leaf` to a trusted certificate that signed itself, by signatures and dates. It does not replace the check
 * of the handshake (purposes, constraints): it tells how long the path is, and whether it leads to what is trusted today.
 */
export function findPath(
  leaf: X509Certificate,
  { presented, trusted, maxAuthorities, nowMs }: PathCertificates,
): CertificatePath | undefined {
  const usable = trusted.filter((one) => isInTime(one, nowMs));
  const anchors = usable.filter((one) => isIssued(one, one));
  const between = [...usable, ...presented].filter((one) => one.ca && isInTime(one, nowMs));
  const seen = new Set<string>();
  let reached: Step[] = [{ certificate: leaf, validToMs: Infinity }];
  for (let authorities = 0; authorities <= maxAuthorities && reached.length > 0; authorities++) {
    const ends = reached.flatMap((step) => issuersOf(step, anchors));
    if (ends.length > 0) {
      return { authorities, validToMs: Math.max(...ends.map((end) => end.validToMs)) };
    }
    reached = reached
      .flatMap((step) => issuersOf(step, between))
      .filter(({ certificate: { fingerprint256 } }) => {
        const isNew = !seen.has(fingerprint256);
        seen.add(fingerprint256);
        return isNew;
      });
  }
  return undefined;
}

interface Step {
  readonly certificate: X509Certificate;
  readonly validToMs: number;
}

function issuersOf({ certificate, validToMs }: Step, candidates: readonly X509Certificate[]) {
  return candidates
    .filter((candidate) => isIssued(certificate, candidate))
    .map((candidate): Step => ({
      certificate: candidate,
      validToMs: Math.min(validToMs, Date.parse(candidate.validTo)),
    }));
}

/** Names are compared first: a signature costs a hundred times more. */
function isIssued(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false; // A key of a kind that cannot be used.
  }
}

function isInTime({ validFrom, validTo }: X509Certificate, nowMs: number): boolean {
  return nowMs >= Date.parse(validFrom) && nowMs <= Date.parse(validTo);
}
