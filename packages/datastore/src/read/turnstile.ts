import { AppError } from "@signalbox/errors";
import { Shares, type Leave } from "./shares.js";

/** Replies that are sent as they are made, for each place; what each of them holds in memory is more than a connection. */
const STREAMS_PER_PLACE = 8;

interface Waiter {
  readonly admit: (leave: Leave) => void;
}

/** Who comes, and how. */
export interface Entry {
  /** Callers are served in turn, and none gets all places. */
  readonly who: string;
  /** Who has begun comes back for the next piece of a reply, and is never turned away. */
  readonly hasBegun?: boolean;
}

/**
 * Lets a bounded number in at once and a bounded number wait. Those of one caller are served first come, first served; callers by
 * turns, so that one who asks for very much keeps nobody else out.
 */
export class Turnstile {
  readonly #inside: Shares;
  readonly #queued: Shares;
  readonly #streams: Shares;
  /** The caller whose turn is next comes first. */
  readonly #waiting = new Map<string, Set<Waiter>>();

  constructor(limits: { readonly maxConcurrent: number; readonly maxWaiting: number }) {
    this.#inside = new Shares(limits.maxConcurrent);
    this.#queued = new Shares(limits.maxWaiting);
    this.#streams = new Shares(limits.maxConcurrent * STREAMS_PER_PLACE);
  }

  get inside(): number {
    return this.#inside.total;
  }

  get waiting(): number {
    let count = 0;
    for (const waiters of this.#waiting.values()) count += waiters.size;
    return count;
  }

  /**
   * Waits for its turn.
   *
   * @returns what must be called once to leave
   * @throws AppError `unavailable` when too many wait, or the signal ends the waiting
   */
  enter(signal: AbortSignal, { who, hasBegun = false }: Entry): Promise<Leave> {
    if (signal.aborted) return Promise.reject(gone());
    const place = this.#placeFor(who);
    if (place) return Promise.resolve(place);
    if (hasBegun) return this.#waitFor(signal, who, () => undefined);
    const queued = this.#queued.take(who);
    if (queued) return this.#waitFor(signal, who, queued);
    const message = `too many queries wait: ${this.#queued.total}, limit is ${this.#queued.max}, and less for one caller (data.max_waiting)`;
    return Promise.reject(new AppError("unavailable", message));
  }

  /** Does `work` inside. @throws what `work` throws, and as `enter` */
  async within<Result>(
    signal: AbortSignal,
    entry: Entry,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const leave = await this.enter(signal, entry);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /**
   * Begins a reply that is sent as it is made.
   *
   * @returns what must be called once it has ended
   * @throws AppError `unavailable` when too many are under way
   */
  beginStream(who: string): Leave {
    const end = this.#streams.take(who);
    if (end) return end;
    const message = `too many long replies are under way: ${this.#streams.total}, limit is ${this.#streams.max}, and less for one caller (${STREAMS_PER_PLACE} times data.max_concurrent)`;
    throw new AppError("unavailable", message);
  }

  #waitFor(signal: AbortSignal, who: string, stopWaiting: Leave): Promise<Leave> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        signal.removeEventListener("abort", abandon);
        this.#forget(who, waiter);
        stopWaiting();
      };
      const abandon = (): void => {
        end();
        reject(gone());
      };
      const waiter: Waiter = {
        admit: (leave) => {
          end();
          resolve(leave);
        },
      };
      const others = this.#waiting.get(who);
      if (others) others.add(waiter);
      else this.#waiting.set(who, new Set([waiter]));
      signal.addEventListener("abort", abandon, { once: true });
    });
  }

  #forget(who: string, waiter: Waiter): void {
    const waiters = this.#waiting.get(who);
    waiters?.delete(waiter);
    if (waiters?.size === 0) this.#waiting.delete(who);
  }

  #placeFor(who: string): Leave | undefined {
    const place = this.#inside.take(who);
    if (!place) return undefined;
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      place();
      this.#admitNext();
    };
  }

  /** One place is free: for the first caller in the row who does not have his share already. */
  #admitNext(): void {
    for (const [who, waiters] of this.#waiting) {
      const [next] = waiters;
      const place = next && this.#placeFor(who);
      if (!place) continue;
      this.#waiting.delete(who);
      waiters.delete(next);
      if (waiters.size > 0) this.#waiting.set(who, waiters);
      next.admit(place);
      return;
    }
  }
}

const gone = (): AppError => new AppError("unavailable", "the client has gone");
