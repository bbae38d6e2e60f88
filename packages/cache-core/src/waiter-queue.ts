import type { Deadline } from "./deadline-queue.js";
import type { Asker } from "./asker.js";

/** A caller whose answer is still to come. */
export interface Waiter {
  readonly asker: Asker;
  readonly arrivedAtMs: number;
  readonly deadline: Deadline;
  /** Stops watching the caller's connection. */
  readonly unwatch: () => void;
  previous: Waiter | undefined;
  next: Waiter | undefined;
}

/** Waiters in order of arrival; any of them can leave at once. */
export class WaiterQueue {
  #first: Waiter | undefined;
  #last: Waiter | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get first(): Waiter | undefined {
    return this.#first;
  }

  append(waiter: Waiter): void {
    waiter.previous = this.#last;
    if (this.#last) this.#last.next = waiter;
    else this.#first = waiter;
    this.#last = waiter;
    this.#size++;
  }

  remove(waiter: Waiter): void {
    if (waiter.previous) waiter.previous.next = waiter.next;
    else this.#first = waiter.next;
    if (waiter.next) waiter.next.previous = waiter.previous;
    else this.#last = waiter.previous;
    waiter.previous = undefined;
    waiter.next = undefined;
    this.#size--;
  }
}
