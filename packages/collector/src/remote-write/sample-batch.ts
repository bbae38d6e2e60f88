/** Points in columns: the number of the series, microseconds since 1970, value. */
export interface Samples {
  readonly series: Uint32Array;
  readonly ts: Float64Array;
  readonly values: Float64Array;
}

/** Columns that are filled point by point up to a fixed size. */
export class SampleBatch {
  readonly #columns: Samples;
  #count = 0;

  constructor(readonly maxPoints: number) {
    this.#columns = emptyColumns(maxPoints);
  }

  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#count >= this.maxPoints;
  }

  /** Only while it is not full. */
  add(series: number, tsUs: number, value: number): void {
    this.#columns.series[this.#count] = series;
    this.#columns.ts[this.#count] = tsUs;
    this.#columns.values[this.#count] = value;
    this.#count += 1;
  }

  /** A view of what is there; good until the next `clear`. */
  samples(): Samples {
    const { series, ts, values } = this.#columns;
    return {
      series: series.subarray(0, this.#count),
      ts: ts.subarray(0, this.#count),
      values: values.subarray(0, this.#count),
    };
  }

  clear(): void {
    this.#count = 0;
  }
}

export const emptyColumns = (size: number): Samples => ({
  series: new Uint32Array(size),
  ts: new Float64Array(size),
  values: new Float64Array(size),
});

/** The earliest time of each series in some samples, told one by one. */
export function forEachSample(
  { series, ts }: Samples,
  tell: (series: number, tsUs: number) => void,
): void {
  for (let at = 0; at < series.length; at += 1) tell(series[at] ?? 0, ts[at] ?? 0);
}
