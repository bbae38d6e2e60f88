import type { Instant } from "../instant.js";
import type { SampleValue } from "./sample-value.js";

/** When a sample was taken, and when it was taken in. */
export interface Stamp {
  readonly time: Instant;
  /** Monotonic milliseconds at the arrival. */
  readonly nowMs: number;
  /** Grows with every sample; tells what a batch has touched. */
  readonly sequence: number;
}

/** What is kept of one field: its newest sample, and of a rated counter the one before. */
export class FieldState {
  value: SampleValue;
  stamp: Stamp;
  /** Both or neither, and of rated counters alone. */
  previousValue: SampleValue | undefined = undefined;
  previousTime: Instant | undefined = undefined;
  /** Seconds between the two samples before the newest; 0 while there were none. */
  gapSeconds = 0;
  /** Made here, as opposed to sent. */
  readonly isOwn: boolean;

  constructor(value: SampleValue, stamp: Stamp, isOwn: boolean) {
    this.value = value;
    this.stamp = stamp;
    this.isOwn = isOwn;
  }
}
