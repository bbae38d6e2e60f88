import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Clock } from "@signalbox/clock";
import {
  certificateAt,
  certificateFacts,
  type CertificateFacts,
  type ClientCertificate,
} from "./client-certificate.js";
import type { TrustedClient } from "./client-trust.js";

/** How a listener for both families shows an IPv4 peer. */
const MAPPED_IPV4 = /^::ffff:(?=\d+\.)/;

/**
 * Who ended a connection. A half-close by the peer counts as its end. "refused": a request on it could not be accepted, so
 * we were ending it, whoever was first in the end.
 */
export type ClosedBy = "peer" | "server" | "refused";

/** One TCP or TLS connection; the same object for all its requests. */
export interface Connection {
  /** Unique within the server, never reused. */
  readonly id: number;
  /** IPv4 in dotted form, also on a listener for both families; empty when the peer left before it was looked at. */
  readonly remoteAddress: string;
  readonly encrypted: boolean;
  readonly isOpen: boolean;
  /** The client's verified certificate with its validity as of now; undefined without one. */
  clientCertificate(): ClientCertificate | undefined;
  /**
   * Runs `fn` once when the connection ends: "refused" when it had to end over a request, "server" when we ended it for another
   * reason (idle time-out, drain), else "peer". On a connection that has already ended it runs in a later microtask. Returns
   * the function that unsubscribes.
   */
  onClose(fn: (closedBy: ClosedBy) => void): () => void;
}

/** What reads a connection before node:http does; looked at by the sweep. */
export interface ConnectionReader {
  sweep(nowMs: number): void;
  /** The socket is gone: nothing more will arrive. */
  gone(): void;
}

/** The server's own view of a connection, shared by both transports. */
export class HttpConnection implements Connection {
  readonly remoteAddress: string;
  readonly encrypted: boolean;
  /** Requests begun and not yet answered. */
  pendingReplies = 0;
  /** The newest request, from the end of its header until its body was handed on. */
  incoming: { readonly complete: boolean } | undefined;
  /** Requests begun on this connection; the newest one's number. */
  requests = 0;
  /** Number of the last request that is answered: its reply says `Connection: close`, later ones are ignored. */
  lastRequest = Infinity;
  /** Set while the plain reader has the connection. */
  reader: ConnectionReader | undefined;
  /** The next request node:http reads has been declined by the hot handler already. */
  isDeclined = false;
  /** Set once what arrived could not be read as a request; later bytes are ignored. */
  isRefused = false;
  #closedBy: ClosedBy | undefined;
  #listeners: Set<(closedBy: ClosedBy) => void> | undefined;
  #requestsSeen = 0;
  #idleSinceMs = 0;
  #waitingBytes = 0;
  #waitingSinceMs = 0;
  #held: Set<() => void> | undefined;
  #client: TrustedClient | undefined;
  #facts: CertificateFacts | undefined;

  constructor(
    readonly socket: Socket,
    readonly id: number,
    readonly clock: Clock,
    client?: TrustedClient,
  ) {
    this.#client = client;
    this.remoteAddress = (socket.remoteAddress ?? "").replace(MAPPED_IPV4, "");
    this.encrypted = socket instanceof TLSSocket;
    // A peer's end always shows as FIN or as an error; a close without either was our own doing.
    socket.on("end", () => this.#peerEnded());
    socket.on("error", () => this.#ended("peer"));
    socket.on("close", () => this.#gone());
  }

  /** Who is at the other end, if it showed a certificate. */
  get client(): TrustedClient | undefined {
    return this.#client;
  }

  set client(client: TrustedClient | undefined) {
    this.#client = client;
    this.#facts = undefined;
  }

  get isOpen(): boolean {
    return this.#closedBy === undefined;
  }

  /** True while the body of the newest request is still arriving. */
  get isReceiving(): boolean {
    return this.incoming?.complete === false;
  }

  clientCertificate(): ClientCertificate | undefined {
    const facts = this.#certificateFacts();
    return facts ? certificateAt(facts, this.clock.wallMs()) : undefined;
  }

  onClose(fn: (closedBy: ClosedBy) => void): () => void {
    const closedBy = this.#closedBy;
    if (closedBy === undefined) {
      const listeners = (this.#listeners ??= new Set());
      // Wrapped, so that the same function may be given twice.
      const listener = (by: ClosedBy): void => fn(by);
      listeners.add(listener);
      return () => void listeners.delete(listener);
    }
    let isWanted = true;
    queueMicrotask(() => {
      if (isWanted) fn(closedBy);
    });
    return () => {
      isWanted = false;
    };
  }

  /** Runs `release` when the socket is gone; the returned function runs it before. It runs once. */
  holdUntilGone(release: () => void): () => void {
    const held = (this.#held ??= new Set());
    const releaseOnce = (): void => {
      if (held.delete(releaseOnce)) release();
    };
    held.add(releaseOnce);
    return releaseOnce;
  }

  /** Begins a request. Returns its number, or 0 when it comes after the last one and must be ignored. */
  beginRequest(maxRequests: number): number {
    if (this.requests >= this.lastRequest) return 0;
    this.requests++;
    this.pendingReplies++;
    if (this.requests >= maxRequests) this.lastRequest = this.requests;
    return this.requests;
  }

  /** Takes the newest request back, because it will be begun again. */
  forgetRequest(): void {
    this.requests--;
    this.pendingReplies--;
  }

  /** Whether the reply to request `number` ends the connection; while draining the newest one does. */
  isLastReply(number: number, isDraining: boolean): boolean {
    if (isDraining && number === this.requests) this.lastRequest = number;
    return number >= this.lastRequest;
  }

  /** The certificate it was opened with is no longer valid by the wall clock. */
  isCertificateOver(): boolean {
    if (!this.encrypted) return false;
    const certificate = this.clientCertificate();
    return certificate !== undefined && certificate.validity !== "valid";
  }

  /** How long the same bytes have been waiting for the peer to read them, as seen by calls of this function. */
  outputStalledMs(nowMs: number): number {
    const waitingBytes = this.socket.writableLength;
    if (waitingBytes === 0 || waitingBytes !== this.#waitingBytes) {
      this.#waitingBytes = waitingBytes;
      this.#waitingSinceMs = nowMs;
    }
    return nowMs - this.#waitingSinceMs;
  }

  /** How long nothing was asked, as seen by calls of this function; 0 while a reply is owed or before the first request. */
  idleMs(nowMs: number): number {
    const isBusy = this.pendingReplies > 0 || this.requests === 0;
    if (isBusy || this.requests !== this.#requestsSeen) {
      this.#requestsSeen = this.requests;
      this.#idleSinceMs = nowMs;
    }
    return nowMs - this.#idleSinceMs;
  }

  /** Ends the connection at once, as the server's decision. */
  cut(): void {
    this.#ended("server");
    this.socket.destroy();
  }

  /** Ends the connection once what was written has left, as the server's decision. */
  finish(): void {
    this.#ended("server");
    this.socket.destroySoon();
  }

  #peerEnded(): void {
    this.#ended("peer");
    // What was written still leaves; nobody waits for more.
    this.socket.destroySoon();
  }

  #gone(): void {
    this.#ended("server");
    this.reader?.gone();
    const held = this.#held;
    if (held) for (const release of held) release();
  }

  #ended(by: "peer" | "server"): void {
    if (this.#closedBy !== undefined) return;
    const closedBy = this.isRefused ? "refused" : by;
    this.#closedBy = closedBy;
    const listeners = this.#listeners;
    this.#listeners = undefined;
    if (listeners) for (const fn of listeners) fn(closedBy);
  }

  #certificateFacts(): CertificateFacts | undefined {
    const client = this.#client;
    if (!client) return undefined;
    return (this.#facts ??= certificateFacts(client.certificate, client.path));
  }
}
