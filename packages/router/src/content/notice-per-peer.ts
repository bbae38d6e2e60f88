import type { Clock } from "@signalbox/clock";
import type { LogEvent, Logger } from "@signalbox/telemetry";

const MIN_INTERVAL_MS = 60_000;
/** Peers that get a line of their own within a minute; a flood from more than these is one line each. */
const MAX_PEERS = 100;

/** Says something about a peer at most once a minute, and about no more than a hundred peers. */
export class NoticePerPeer {
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #saidAtMs = new Map<string, number>();

  constructor({ clock, log }: { readonly clock: Clock; readonly log: Logger }) {
    this.#clock = clock;
    this.#log = log;
  }

  say(peer: string, event: LogEvent): void {
    const nowMs = this.#clock.monotonicMs();
    const saidAtMs = this.#saidAtMs.get(peer);
    if (saidAtMs !== undefined && nowMs - saidAtMs < MIN_INTERVAL_MS) return;
    if (saidAtMs === undefined && !this.#hasRoom(nowMs)) return;
    this.#saidAtMs.delete(peer);
    this.#saidAtMs.set(peer, nowMs);
    this.#log.log(event);
  }

  /** The oldest come first; those whose minute is over make room. */
  #hasRoom(nowMs: number): boolean {
    for (const [peer, atMs] of this.#saidAtMs) {
      if (nowMs - atMs < MIN_INTERVAL_MS) break;
      this.#saidAtMs.delete(peer);
    }
    return this.#saidAtMs.size < MAX_PEERS;
  }
}
