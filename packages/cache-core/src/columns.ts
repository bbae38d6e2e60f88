const CHUNK_SHIFT = 14;
const CHUNK_ROWS = 1 << CHUNK_SHIFT;
const ROW_MASK = CHUNK_ROWS - 1;

type NumberArray = Int32Array | Uint32Array | Float64Array;

/**
 * A growing array of numbers outside the JavaScript heap. It grows by whole chunks and never copies: doubling one large
 * array would stop the event loop for as long as the copy takes.
 */
export class Column<A extends NumberArray> {
  readonly #chunks: A[] = [];
  readonly #makeChunk: (rows: number) => A;

  constructor(makeChunk: (rows: number) => A) {
    this.#makeChunk = makeChunk;
  }

  /** The number in `row`; rows never written hold 0. */
  get(row: number): number {
    return this.#chunks[row >>> CHUNK_SHIFT]?.[row & ROW_MASK] ?? 0;
  }

  set(row: number, value: number): void {
    const chunk = this.#chunks[row >>> CHUNK_SHIFT] ?? this.#grow(row);
    chunk[row & ROW_MASK] = value;
  }

  #grow(row: number): A {
    let chunk = this.#makeChunk(CHUNK_ROWS);
    this.#chunks.push(chunk);
    while (this.#chunks.length <= row >>> CHUNK_SHIFT) {
      chunk = this.#makeChunk(CHUNK_ROWS);
      this.#chunks.push(chunk);
    }
    return chunk;
  }
}

export const int32Column = (): Column<Int32Array> => new Column((rows) => new Int32Array(rows));
export const uint32Column = (): Column<Uint32Array> => new Column((rows) => new Uint32Array(rows));
export const float64Column = (): Column<Float64Array> =>
  new Column((rows) => new Float64Array(rows));
