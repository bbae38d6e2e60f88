import { AppError } from "@signalbox/errors";
import { ByteBudget } from "./byte-budget.js";
import type { HttpConnection } from "./connection.js";

/**
 * Large reply bodies handed to sockets and not yet flushed, together bounded. A Buffer that is sent to many connections at once
 * is there once and counts once; of a text every connection makes its own bytes.
 */
export class UnsentBodies {
  readonly #budget: ByteBudget;
  /** How many connections each Buffer has yet to leave by. */
  readonly #uses = new Map<Buffer, number>();

  constructor(maxBytes: number) {
    this.#budget = new ByteBudget(maxBytes);
  }

  get bytes(): number {
    return this.#budget.usedBytes;
  }

  get maxBytes(): number {
    return this.#budget.maxBytes;
  }

  /**
   * Counts a body of `bytes` bytes that is about to be written to `connection`, until its socket is gone or the returned function is
   * called. Returns undefined, counting nothing, when there is no room.
   */
  hold(body: Buffer | string, bytes: number, connection: HttpConnection): (() => void) | undefined {
    if (typeof body === "string") {
      if (!this.#budget.take(bytes, 0)) return undefined;
      return connection.holdUntilGone(() => this.#budget.give(bytes));
    }
    const uses = this.#uses.get(body) ?? 0;
    if (uses === 0 && !this.#budget.take(bytes, 0)) return undefined;
    this.#uses.set(body, uses + 1);
    return connection.holdUntilGone(() => this.#release(body));
  }

  #release(body: Buffer): void {
    const uses = (this.#uses.get(body) ?? 1) - 1;
    if (uses > 0) {
      this.#uses.set(body, uses);
      return;
    }
    this.#uses.delete(body);
    this.#budget.give(body.length);
  }
}

/** What a client gets in place of a large reply there is no room for. */
export function noRoomToSend(maxBytes: number): AppError {
  const message = `replies that clients have not taken hold ${maxBytes} bytes together, the limit (maxUnsentBytes)`;
  return new AppError("unavailable", message);
}
