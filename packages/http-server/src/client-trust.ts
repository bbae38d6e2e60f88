import type { X509Certificate } from "node:crypto";
import type { Clock } from "@signalbox/clock";
import { findPath, type CertificatePath } from "./certificate-path.js";
import type { PresentedCertificate } from "./presented-certificate.js";

/** More than any setting; a path cannot be longer than what it is made of. */
const ANY_LENGTH = 32;

/** A client that is trusted. */
export interface TrustedClient extends PresentedCertificate {
  readonly path: CertificatePath;
}

/** Whom a server trusts at this moment; beside the check of each handshake, which knows the trust it began with. */
export class ClientTrust {
  readonly #clock: Clock;
  readonly #maxAuthorities: number;
  #trusted: readonly X509Certificate[];

  constructor(options: {
    clock: Clock;
    trusted: readonly X509Certificate[];
    maxChainDepth: number | undefined;
  }) {
    this.#clock = options.clock;
    this.#maxAuthorities = options.maxChainDepth ?? ANY_LENGTH;
    this.#trusted = options.trusted;
  }

  replace(trusted: readonly X509Certificate[]): void {
    this.#trusted = trusted;
  }

  /** The client with its path to what is trusted now; undefined when there is none. */
  judge({ certificate, behind }: PresentedCertificate): TrustedClient | undefined {
    const path = findPath(certificate, {
      presented: behind,
      trusted: this.#trusted,
      maxAuthorities: this.#maxAuthorities,
      nowMs: this.#clock.wallMs(),
    });
    return path && { certificate, behind, path };
  }
}
