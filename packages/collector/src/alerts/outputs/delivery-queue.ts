import { sleep, type Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import type { OutputCounts } from "./alert-output.js";

/** Thrown by a delivery that will never succeed: its items are dropped and counted. */
export class Undeliverable extends Error {
  override readonly name = "Undeliverable";
}

export interface DeliveryQueueOptions<Item> {
  /** One attempt for a batch, all or nothing. Rejects with `Undeliverable` when repeating is useless, else it is repeated. */
  readonly deliver: (batch: readonly Item[], signal: AbortSignal) => Promise<void>;
  /** Items that wait; above, the oldest are dropped. */
  readonly maxWaiting: number;
  readonly maxBatch: number;
  /** Pause after the first failure in a row; it doubles, with jitter. */
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
  readonly clock: Clock;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** Told of the first failure in a row, and of items that are dropped as undeliverable. */
  readonly onTrouble?: (error: AppError) => void;
}

/** Hands items to a slow or absent receiver, in their order, without making anybody wait. Close it. */
export class DeliveryQueue<Item> {
  readonly #options: DeliveryQueueOptions<Item>;
  readonly #end = new AbortController();
  #waiting: Item[] = [];
  #underWay = 0;
  #delivered = 0;
  #dropped = 0;
  #failures = 0;
  #isRunning = false;
  #running: Promise<void> = Promise.resolve();

  constructor(options: DeliveryQueueOptions<Item>) {
    this.#options = options;
  }

  push(item: Item): void {
    if (this.#end.signal.aborted) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(item);
    if (this.#waiting.length > this.#options.maxWaiting) {
      this.#waiting.shift();
      this.#dropped += 1;
    }
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#running = this.#run();
  }

  counts(): OutputCounts {
    return {
      delivered: this.#delivered,
      dropped: this.#dropped,
      failures: this.#failures,
      waiting: this.#waiting.length + this.#underWay,
    };
  }

  /** Goes on for at most `graceMs`; what waits then is dropped and counted. */
  async close(graceMs: number): Promise<void> {
    const cancel = this.#options.clock.after(graceMs, () => this.#end.abort());
    await this.#running;
    cancel();
    this.#end.abort();
  }

  async #run(): Promise<void> {
    const { maxBatch } = this.#options;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, maxBatch);
      this.#underWay = batch.length;
      if (await this.#untilDelivered(batch)) this.#delivered += batch.length;
      else this.#dropped += batch.length;
      this.#underWay = 0;
      if (!this.#end.signal.aborted) continue;
      this.#dropped += this.#waiting.length;
      this.#waiting = [];
    }
    // In the same turn as the last look at what waits, so that nothing is left lying.
    this.#isRunning = false;
  }

  async #untilDelivered(batch: readonly Item[]): Promise<boolean> {
    const { signal } = this.#end;
    for (let failures = 0; !signal.aborted;) {
      try {
        await this.#options.deliver(batch, signal);
        return true;
      } catch (reason) {
        const isUseless = reason instanceof Undeliverable;
        if (failures === 0 || isUseless) this.#options.onTrouble?.(troubleOf(reason));
        if (isUseless) return false;
      }
      failures += 1;
      this.#failures += 1;
      // A pause that the end cuts short is no failure of its own.
      await sleep(this.#options.clock, this.#delayMs(failures), signal).catch(() => undefined);
    }
    return false;
  }

  #delayMs(failures: number): number {
    const { initialDelayMs, maxDelayMs, random } = this.#options;
    const fullMs = Math.min(initialDelayMs * 2 ** Math.min(failures - 1, 30), maxDelayMs);
    return fullMs * (0.5 + random() / 2);
  }
}

function troubleOf(reason: unknown): AppError {
  if (reason instanceof Undeliverable) return new AppError("upstream_failed", reason.message);
  return AppError.from(reason);
}
