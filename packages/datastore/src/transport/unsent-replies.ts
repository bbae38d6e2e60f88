import type { ServerResponse } from "node:http";
import { AppError } from "@signalbox/errors";
import { Shares } from "../read/shares.js";

/** Smaller ones cost hardly more than their connection. */
const MIN_HELD_BYTES = 16_384;

/** Replies that were made whole and have not left yet, together bounded: clients that take nothing must not fill the memory. */
export class UnsentReplies {
  readonly #shares: Shares;

  constructor(maxBytes: number) {
    this.#shares = new Shares(maxBytes);
  }

  /**
   * Counts a reply until it has left or its connection is gone.
   *
   * @throws AppError `unavailable` when there is no room for it
   */
  hold(res: ServerResponse, who: string, bytes: number): void {
    // Who has gone is not told: its reply would never be given back.
    if (bytes < MIN_HELD_BYTES || res.destroyed) return;
    const give = this.#shares.take(who, bytes);
    if (give) {
      res.once("close", give);
      return;
    }
    const message = `replies that clients have not taken hold ${this.#shares.total} bytes together, limit is ${this.#shares.max}, and less for one caller (limits.max_unsent_size)`;
    throw new AppError("unavailable", message);
  }
}
