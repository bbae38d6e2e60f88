import { emptyColumns, type SampleBatch, type Samples } from "./sample-batch.js";

const FIRST_SIZE = 1024;

/** Points that wait, first in, first out. It takes 20 bytes a point and grows up to its limit; above, the oldest make room. */
export class SampleQueue {
  #columns: Samples = emptyColumns(FIRST_SIZE);
  #head = 0;
  #count = 0;

  constructor(
    readonly maxPoints: number,
    /** Told of each point that had to make room. */
    readonly onDropped: (series: number, tsUs: number) => void,
  ) {}

  get points(): number {
    return this.#count;
  }

  push(series: number, tsUs: number, value: number): void {
    if (this.#count >= this.maxPoints) this.#dropOldest();
    if (this.#count >= this.#columns.ts.length) this.#grow();
    const at = (this.#head + this.#count) % this.#columns.ts.length;
    this.#columns.series[at] = series;
    this.#columns.ts[at] = tsUs;
    this.#columns.values[at] = value;
    this.#count += 1;
  }

  /** Moves the oldest points over, as many as fit. */
  moveTo(batch: SampleBatch): void {
    const { series, ts, values } = this.#columns;
    while (this.#count > 0 && !batch.isFull) {
      batch.add(series[this.#head] ?? 0, ts[this.#head] ?? 0, values[this.#head] ?? 0);
      this.#advance();
    }
  }

  forEach(tell: (series: number, tsUs: number) => void): void {
    const { series, ts } = this.#columns;
    for (let offset = 0; offset < this.#count; offset += 1) {
      const at = (this.#head + offset) % ts.length;
      tell(series[at] ?? 0, ts[at] ?? 0);
    }
  }

  clear(): void {
    this.#head = 0;
    this.#count = 0;
  }

  #dropOldest(): void {
    const { series, ts } = this.#columns;
    this.onDropped(series[this.#head] ?? 0, ts[this.#head] ?? 0);
    this.#advance();
  }

  #advance(): void {
    this.#head = (this.#head + 1) % this.#columns.ts.length;
    this.#count -= 1;
  }

  #grow(): void {
    const old = this.#columns;
    const larger = emptyColumns(Math.min(old.ts.length * 2, Math.max(this.maxPoints, 1)));
    for (let offset = 0; offset < this.#count; offset += 1) {
      const at = (this.#head + offset) % old.ts.length;
      larger.series[offset] = old.series[at] ?? 0;
      larger.ts[offset] = old.ts[at] ?? 0;
      larger.values[offset] = old.values[at] ?? 0;
    }
    this.#columns = larger;
    this.#head = 0;
  }
}
