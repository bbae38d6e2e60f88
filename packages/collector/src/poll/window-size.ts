/** How long a time one query may ask for: shorter while a store fails to answer long ones. Microseconds. */
export class WindowSize {
  #us: number;

  /** @param leastUs Default five minutes. */
  constructor(
    readonly mostUs: number,
    readonly leastUs = Math.min(mostUs, 300_000_000),
  ) {
    this.#us = mostUs;
  }

  get us(): number {
    return this.#us;
  }

  /** After a full answer. */
  grow(): void {
    this.#us = Math.min(this.#us * 2, this.mostUs);
  }

  /** After a failure that a shorter query might not have met. */
  shrink(): void {
    this.#us = Math.max(Math.floor(this.#us / 2), this.leastUs);
  }
}
