import type { Instant } from "../instant.js";
import type { DerivedNames } from "./measurements.js";
import type { SampleValue } from "./sample-value.js";

/** When a sample was taken, and when it was taken in. */
export interface Stamp {
  readonly time: Instant;
  /** Monotonic milliseconds at the arrival. */
  readonly nowMs: number;
  /** Grows with every sample; tells what a batch has touched. */
  readonly sequence: number;
}

export interface FieldStateOptions {
  readonly key: string;
  /** Made here, as opposed to sent. */
  readonly isOwn: boolean;
  /** Its name in the host's tree; undefined for a field kept for Prometheus alone. */
  readonly treeName: string | undefined;
  /** Of a rated counter: what is made from it. */
  readonly derived: DerivedNames | undefined;
}

/**
 * What is kept of one field: its newest sample, and of a rated counter the one before. Numbers have places of their own, a
 * fraction from the start: then the engine keeps the number itself there, and writing another costs no allocation.
 */
export class FieldState {
  readonly key: string;
  readonly isOwn: boolean;
  readonly treeName: string | undefined;
  readonly derived: DerivedNames | undefined;
  stamp: Stamp;
  /** Undefined before the second sample, and for all but rated counters. */
  previousTime: Instant | undefined = undefined;
  /** Seconds between the two samples before the newest; 0 while there were none. */
  gapSeconds = 0;
  #number = Number.NaN;
  /** The value when it is no number. */
  #other: SampleValue | undefined = undefined;
  #previousNumber = Number.NaN;
  #previousOther: SampleValue | undefined = undefined;

  constructor(options: FieldStateOptions, value: SampleValue, stamp: Stamp) {
    this.key = options.key;
    this.isOwn = options.isOwn;
    this.treeName = options.treeName;
    this.derived = options.derived;
    this.stamp = stamp;
    this.value = value;
  }

  get value(): SampleValue {
    return this.#other ?? this.#number;
  }

  set value(value: SampleValue) {
    if (typeof value === "number") {
      this.#number = value;
      this.#other = undefined;
    } else this.#other = value;
  }

  get previousValue(): SampleValue | undefined {
    if (this.previousTime === undefined) return undefined;
    return this.#previousOther ?? this.#previousNumber;
  }

  /** The newest sample becomes the one before; a newer one must follow. */
  shift(): void {
    this.#previousNumber = this.#number;
    this.#previousOther = this.#other;
    this.previousTime = this.stamp.time;
  }
}
