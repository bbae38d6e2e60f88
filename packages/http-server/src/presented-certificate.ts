import type { X509Certificate } from "node:crypto";
import type { TLSSocket } from "node:tls";

/** Certificates a client may send beside its own; who sends more is not trusted. */
const MAX_BEHIND = 16;

/** What a client sent in its handshake. */
export interface PresentedCertificate {
  readonly certificate: X509Certificate;
  /** What it sent beside its own, in its order; nothing of it has been checked. */
  readonly behind: readonly X509Certificate[];
}

/**
 * The certificates of a handshake; undefined when there were none, "too_many" when there were more than are looked at. To be asked
 * once for each socket: up to version 20, Node takes those behind the first out of the session when it hands them over.
 */
export function presentedCertificate(
  socket: TLSSocket,
): PresentedCertificate | "too_many" | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return undefined;
  const behind: X509Certificate[] = [];
  for (let next = certificate.issuerCertificate; next; next = next.issuerCertificate) {
    if (behind.length === MAX_BEHIND) return "too_many";
    behind.push(next);
  }
  return { certificate, behind };
}
