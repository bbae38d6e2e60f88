import type { Aggregation } from "../../series-store.js";
import type { Columns } from "./chunk-codec.js";
import type { ScannedPoints } from "./scan.js";

/** A step that is not over yet. */
export interface OpenStep {
  readonly startUs: number;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly last: number;
}

/** Adds up points, which come in order of time, step by step. */
export class Downsampler {
  readonly #stepUs: number;
  readonly #aggregation: Aggregation;
  readonly #into: Columns;
  #startUs = Number.NEGATIVE_INFINITY;
  #endUs = Number.NEGATIVE_INFINITY;
  #count = 0;
  #sum = 0;
  #min = 0;
  #max = 0;
  #last = 0;

  constructor(stepUs: number, aggregation: Aggregation, into: Columns) {
    this.#stepUs = stepUs;
    this.#aggregation = aggregation;
    this.#into = into;
  }

  /** The step that was open when the piece before ended. */
  resume(open: OpenStep): void {
    this.#startUs = open.startUs;
    this.#endUs = open.startUs + this.#stepUs;
    this.#count = open.count;
    this.#sum = open.sum;
    this.#min = open.min;
    this.#max = open.max;
    this.#last = open.last;
  }

  /** The step that is open, for the next piece. */
  suspend(): OpenStep | undefined {
    if (this.#count === 0) return undefined;
    const open = {
      startUs: this.#startUs,
      count: this.#count,
      sum: this.#sum,
      min: this.#min,
      max: this.#max,
      last: this.#last,
    };
    this.#count = 0;
    return open;
  }

  add({ ts, values, from, to }: ScannedPoints): void {
    for (let index = from; index < to; index++) {
      const time = ts[index] ?? 0;
      const value = values[index] ?? 0;
      if (this.#count > 0 && time < this.#endUs) this.#join(value);
      else {
        this.finish();
        this.#begin(time, value);
      }
    }
  }

  /** Ends the step that is open. */
  finish(): void {
    if (this.#count === 0) return;
    this.#into.ts.push(this.#startUs);
    this.#into.values.push(this.#result());
    this.#count = 0;
  }

  #begin(time: number, value: number): void {
    const step = this.#stepUs;
    const rest = time % step;
    this.#startUs = time - (rest < 0 ? rest + step : rest);
    this.#endUs = this.#startUs + step;
    this.#count = 1;
    this.#sum = value;
    this.#min = value;
    this.#max = value;
    this.#last = value;
  }

  #join(value: number): void {
    this.#count++;
    this.#sum += value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    this.#last = value;
  }

  #result(): number {
    switch (this.#aggregation) {
      case "min":
        return this.#min;
      case "max":
        return this.#max;
      case "avg":
        return this.#sum / this.#count;
      case "last":
        return this.#last;
      case "sum":
        return this.#sum;
      case "count":
        return this.#count;
    }
  }
}
