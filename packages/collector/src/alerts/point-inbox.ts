import type { SeriesPoints } from "@signalbox/timeseries-store";

const SERIES_PER_TAKE = 1000;

/** Points on their way to the rules. Bounded: the oldest are skipped, since newer ones say what is so now. */
export class PointInbox {
  readonly #waiting: SeriesPoints[] = [];
  #first = 0;
  #points = 0;
  skippedPoints = 0;

  constructor(readonly maxPoints: number) {}

  get isEmpty(): boolean {
    return this.#first === this.#waiting.length;
  }

  get waitingPoints(): number {
    return this.#points;
  }

  push(points: SeriesPoints): void {
    this.#waiting.push(points);
    this.#points += points.ts.length;
    while (this.#points > this.maxPoints && this.#first < this.#waiting.length - 1) {
      this.skippedPoints += this.#drop();
    }
  }

  /** Some of them, the oldest first; empty when there are none. */
  take(): readonly SeriesPoints[] {
    const end = Math.min(this.#first + SERIES_PER_TAKE, this.#waiting.length);
    const taken = this.#waiting.slice(this.#first, end);
    for (const { ts } of taken) this.#points -= ts.length;
    this.#advance(end);
    return taken;
  }

  #drop(): number {
    const count = this.#waiting[this.#first]?.ts.length ?? 0;
    this.#points -= count;
    this.#advance(this.#first + 1);
    return count;
  }

  /** Moving the rest down now and then keeps dropping cheap. */
  #advance(first: number): void {
    this.#first = first;
    if (first < SERIES_PER_TAKE && first < this.#waiting.length) return;
    this.#waiting.splice(0, first);
    this.#first = 0;
  }
}
