import type { Clock } from "@signalbox/clock";
import { parseAddress } from "@signalbox/routing";

export interface WrongKeysOptions {
  readonly clock: Clock;
  /** Refusals of one peer that are answered as such within the window. */
  readonly maxPerWindow: number;
  /** Milliseconds from a peer's first refusal. */
  readonly windowMs: number;
  /** Peers remembered; beyond it the one remembered longest is forgotten. */
  readonly maxPeers: number;
}

interface Window {
  count: number;
  readonly endsMs: number;
}

/**
 * Counts requests without the right key, per peer, so that who guesses or is set up wrong is told to go slower. An IPv6 peer is its
 * /64 network: it has as many addresses as it likes.
 */
export class WrongKeys {
  readonly #options: WrongKeysOptions;
  /** In the order in which the windows end, because all are equally long. */
  readonly #windows = new Map<string, Window>();

  constructor(options: WrongKeysOptions) {
    this.#options = options;
  }

  /** Peers remembered now. */
  get size(): number {
    return this.#windows.size;
  }

  /**
   * Counts one more.
   *
   * @returns milliseconds until the peer's next window when it had too many, else 0
   */
  note(peerAddress: string | undefined): number {
    const { clock, maxPerWindow, windowMs, maxPeers } = this.#options;
    const nowMs = clock.monotonicMs();
    this.#forgetEnded(nowMs);
    const peer = networkOf(peerAddress);
    let window = this.#windows.get(peer);
    if (window === undefined) {
      if (this.#windows.size >= maxPeers) this.#forgetOldest();
      window = { count: 0, endsMs: nowMs + windowMs };
      this.#windows.set(peer, window);
    }
    window.count += 1;
    return window.count > maxPerWindow ? window.endsMs - nowMs : 0;
  }

  #forgetEnded(nowMs: number): void {
    for (const [peer, { endsMs }] of this.#windows) {
      if (endsMs > nowMs) return;
      this.#windows.delete(peer);
    }
  }

  #forgetOldest(): void {
    for (const peer of this.#windows.keys()) {
      this.#windows.delete(peer);
      return;
    }
  }
}

function networkOf(peerAddress: string | undefined): string {
  if (peerAddress === undefined) return "";
  const address = parseAddress(peerAddress.split("%", 1)[0] ?? "");
  if (address === undefined) return peerAddress;
  return address.bits === 32 ? address.text : address.words.slice(0, 2).join(":");
}
