/** Bytes that many holders have together, bounded. It knows the sum only: each holder knows its own share. */
export class ByteBudget {
  #usedBytes = 0;

  constructor(readonly maxBytes: number) {}

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /**
   * Takes `bytes` more for a holder that has `ownBytes` already. A holder that is alone may go beyond the bound: refusing it
   * would mean that it can never succeed.
   *
   * @returns false when there is no room; nothing was taken then
   */
  take(bytes: number, ownBytes: number): boolean {
    const isAlone = this.#usedBytes === ownBytes;
    if (!isAlone && this.#usedBytes + bytes > this.maxBytes) return false;
    this.#usedBytes += bytes;
    return true;
  }

  /** Gives back what was taken. */
  give(bytes: number): void {
    this.#usedBytes -= bytes;
  }
}
