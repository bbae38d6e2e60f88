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

/** A value that is replaced in place: fields that hold nothing but numbers cost no allocation when they are written. */
class Slot {
  // A fraction from the start, for then the engine keeps the number itself here, not a reference to it.
  #number = Number.NaN;
  #other: SampleValue | undefined = undefined;

  get value(): SampleValue {
    return this.#other ?? this.#number;
  }

  set value(value: SampleValue) {
    if (typeof value === "number") {
      this.#number = value;
      this.#other = undefined;
    } else this.#other = value;
  }
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

/** What is kept of one field: its newest sample, and of a rated counter the one before. */
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
  readonly #newest = new Slot();
  #previous: Slot | undefined = undefined;

  constructor(options: FieldStateOptions, value: SampleValue, stamp: Stamp) {
    this.key = options.key;
    this.isOwn = options.isOwn;
    this.treeName = options.treeName;
    this.derived = options.derived;
    this.stamp = stamp;
    this.#newest.value = value;
  }

  get value(): SampleValue {
    return this.#newest.value;
  }

  set value(value: SampleValue) {
    this.#newest.value = value;
  }

  /** Undefined as long as `previousTime` is. */
  get previousValue(): SampleValue | undefined {
    return this.#previous?.value;
  }

  /** The newest sample becomes the one before; a newer one must follow. */
  shift(): void {
    this.#previous ??= new Slot();
    this.#previous.value = this.#newest.value;
    this.previousTime = this.stamp.time;
  }
}
