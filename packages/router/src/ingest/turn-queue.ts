import type { Cancel, Clock } from "@signalbox/clock";

/** Work that is done in slices, so that nothing else waits for the whole of it. */
export interface SlicedWork {
  /** Memory it keeps alive while it waits, in bytes. */
  readonly bytes: number;
  /** Asked before the first slice: work nobody waits for any more is dropped. */
  isWanted(): boolean;
  /** Does one slice, a few milliseconds of work. Returns true when there is more. Must not throw. */
  step(): boolean;
  /** The queue was closed before the work was done. */
  cancelled(): void;
}

export interface TurnQueueOptions {
  readonly clock: Clock;
  /** Bytes of all work in the queue; what comes first passes whatever its size. */
  readonly maxBytes: number;
}

/** A turn ends after the slice that makes it longer than this, or after so many slices, whichever comes first. */
const TURN_MS = 8;
const MAX_SLICES_PER_TURN = 8;

/**
 * Some slices in each turn of the event loop, one piece of work after the other: however many large bodies arrive
 * together, a turn is never much longer than `TURN_MS`.
 */
export class TurnQueue {
  readonly #clock: Clock;
  readonly #maxBytes: number;
  readonly #works: SlicedWork[] = [];
  #bytes = 0;
  #isStarted = false;
  #cancel: Cancel | undefined;

  constructor({ clock, maxBytes }: TurnQueueOptions) {
    this.#clock = clock;
    this.#maxBytes = maxBytes;
  }

  /** Bytes of the work that is not done. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @returns false when there is no room. */
  add(work: SlicedWork): boolean {
    if (this.#bytes > 0 && this.#bytes + work.bytes > this.#maxBytes) return false;
    this.#bytes += work.bytes;
    this.#works.push(work);
    this.#cancel ??= this.#clock.soon(() => this.#turn());
    return true;
  }

  /** Drops what is not done and tells it so. */
  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#bytes = 0;
    this.#isStarted = false;
    for (const work of this.#works.splice(0)) work.cancelled();
  }

  #turn(): void {
    this.#cancel = undefined;
    const work = this.#works[0];
    if (!work) return;
    const isMore = (this.#isStarted || work.isWanted()) && this.#work(work);
    // A step may have closed the queue.
    if (this.#works[0] !== work) return;
    this.#isStarted = isMore;
    if (!isMore) this.#drop(work);
    if (this.#works.length > 0) this.#cancel = this.#clock.soon(() => this.#turn());
  }

  #work(work: SlicedWork): boolean {
    const endMs = this.#clock.monotonicMs() + TURN_MS;
    for (let slices = 1; slices <= MAX_SLICES_PER_TURN; slices++) {
      if (!work.step()) return false;
      if (this.#clock.monotonicMs() >= endMs) break;
    }
    return true;
  }

  #drop(work: SlicedWork): void {
    this.#works.shift();
    this.#bytes -= work.bytes;
  }
}
