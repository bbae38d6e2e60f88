import { addLines, type LineResult, type RequestCount } from "@signalbox/telegraf-ingest";
import type { IngestProtocol } from "./ingest-request.js";
import { noLines, type LineCounts } from "./ingest-tally.js";

/** A peer that was refused for its credentials. */
export interface RefusedPeer {
  readonly peer: string;
  readonly refusals: number;
  /** Milliseconds since the epoch of the last one. */
  readonly lastWallMs: number;
}

export interface IngestCountsOptions {
  /** Peers with wrong credentials remembered; the one refused longest ago makes room. Default 1,000. */
  readonly maxRefusedPeers?: number;
}

const DEFAULT_MAX_REFUSED_PEERS = 1_000;

/** Everything the ingest counts since the start, for both metrics pages and a status page. */
export class IngestCounts {
  readonly #maxRefusedPeers: number;
  readonly #requests = new Map<string, { protocol: IngestProtocol; code: number; count: number }>();
  readonly #lines: LineCounts = noLines();
  /** By address, the one refused longest ago first. */
  readonly #refused = new Map<string, RefusedPeer>();
  #authFailures = 0;
  #refusedHosts = 0;

  constructor({ maxRefusedPeers = DEFAULT_MAX_REFUSED_PEERS }: IngestCountsOptions = {}) {
    this.#maxRefusedPeers = maxRefusedPeers;
  }

  /** Answered writes and queries, by protocol and status; both are closed sets. */
  get requests(): readonly RequestCount[] {
    return [...this.#requests.values()];
  }

  get lines(): Readonly<Record<LineResult, number>> {
    return this.#lines;
  }

  get authFailures(): number {
    return this.#authFailures;
  }

  /** How often the selection input had no room for a host, or refused it, whose samples were good. */
  get refusedHosts(): number {
    return this.#refusedHosts;
  }

  /** The one refused last comes first. */
  get refusedPeers(): readonly RefusedPeer[] {
    return [...this.#refused.values()].reverse();
  }

  countRequest(protocol: IngestProtocol, code: number): void {
    const key = `${protocol} ${code}`;
    const known = this.#requests.get(key);
    if (known) known.count++;
    else this.#requests.set(key, { protocol, code, count: 1 });
  }

  countLines(lines: Readonly<Record<LineResult, number>>, refusedHosts: number): void {
    addLines(this.#lines, lines);
    this.#refusedHosts += refusedHosts;
  }

  countAuthFailure(peer: string, wallMs: number): void {
    this.#authFailures++;
    const refusals = (this.#refused.get(peer)?.refusals ?? 0) + 1;
    this.#refused.delete(peer);
    this.#refused.set(peer, { peer, refusals, lastWallMs: wallMs });
    if (this.#refused.size <= this.#maxRefusedPeers) return;
    for (const oldest of this.#refused.keys()) {
      this.#refused.delete(oldest);
      return;
    }
  }
}
