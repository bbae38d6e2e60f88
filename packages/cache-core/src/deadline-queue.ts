import type { Cancel, Clock } from "@signalbox/clock";

/** Something that is called when its time has come, unless removed before. */
export class Deadline {
  /** Place in the heap; -1 when not queued. */
  position = -1;
  atMs = 0;
  /** @param onDue Called once, after the deadline has left the queue. */
  constructor(readonly onDue: () => void) {}
}

/** Any number of deadlines on one timer: a binary heap, so that adding and removing cost a few comparisons. */
export class DeadlineQueue {
  readonly #clock: Clock;
  readonly #heap: Deadline[] = [];
  #cancelTimer: Cancel | undefined;
  #timerAtMs = Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#heap.length;
  }

  /** Queues a deadline, or moves one that is queued. `atMs` is monotonic. */
  add(deadline: Deadline, atMs: number): void {
    this.remove(deadline);
    deadline.atMs = atMs;
    deadline.position = this.#heap.length;
    this.#heap.push(deadline);
    this.#rise(deadline);
    if (atMs < this.#timerAtMs) this.#arm(atMs);
  }

  /** Takes a deadline out; one that is not queued is left alone. */
  remove(deadline: Deadline): void {
    const { position } = deadline;
    if (position < 0) return;
    deadline.position = -1;
    const last = this.#heap.pop();
    if (last === undefined || last === deadline) return;
    this.#place(last, position);
    this.#rise(last);
    this.#sink(last);
  }

  /** Drops every deadline and the timer. */
  clear(): void {
    for (const deadline of this.#heap) deadline.position = -1;
    this.#heap.length = 0;
    this.#disarm();
  }

  /** The timer is left armed when its deadline is removed: it fires early once, finds nothing due and is set again. */
  #arm(atMs: number): void {
    this.#disarm();
    this.#timerAtMs = atMs;
    this.#cancelTimer = this.#clock.after(atMs - this.#clock.monotonicMs(), () => this.#fire());
  }

  #disarm(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#timerAtMs = Infinity;
  }

  #fire(): void {
    this.#disarm();
    try {
      this.#callDue(this.#clock.monotonicMs());
    } finally {
      // Also when a callback threw: the others must not be lost with it.
      const next = this.#heap[0];
      if (next && next.atMs < this.#timerAtMs) this.#arm(next.atMs);
    }
  }

  #callDue(nowMs: number): void {
    for (let first = this.#heap[0]; first && first.atMs <= nowMs; first = this.#heap[0]) {
      this.remove(first);
      first.onDue();
    }
  }

  #rise(deadline: Deadline): void {
    for (;;) {
      const parent = this.#heap[(deadline.position - 1) >> 1];
      if (deadline.position === 0 || !parent || parent.atMs <= deadline.atMs) return;
      this.#swap(deadline, parent);
    }
  }

  #sink(deadline: Deadline): void {
    for (;;) {
      const left = this.#heap[deadline.position * 2 + 1];
      const right = this.#heap[deadline.position * 2 + 2];
      const child = right && left && right.atMs < left.atMs ? right : left;
      if (!child || deadline.atMs <= child.atMs) return;
      this.#swap(deadline, child);
    }
  }

  #swap(a: Deadline, b: Deadline): void {
    const { position } = a;
    this.#place(a, b.position);
    this.#place(b, position);
  }

  #place(deadline: Deadline, position: number): void {
    this.#heap[position] = deadline;
    deadline.position = position;
  }
}
