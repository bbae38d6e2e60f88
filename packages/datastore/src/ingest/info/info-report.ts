import type { InfoWriteReport } from "@signalbox/timeseries-store";

/** What became of objects that were written. */
export interface InfoReport extends InfoWriteReport {
  readonly removed: number;
}

/** One thing that is wrong with one object of a write. */
export interface ObjectProblem {
  /** Of the object in the body, counted from 0. */
  readonly index: number;
  /** Such as `node pc1`, as far as it tells. */
  readonly object: string;
  /** JSON pointer into the object; "" for the whole. */
  readonly path: string;
  readonly problem: string;
}
