import { Buffer } from "node:buffer";

/** Points in columns that grow by pushing. */
export interface Columns {
  readonly ts: number[];
  readonly values: number[];
}

const times = { regular: 0, steps: 1, plain: 2 } as const;
const kinds = { constant: 0, integers: 1, float32: 2, float64: 3 } as const;

/** Beyond this a difference of differences could lose bits in a double. */
const MAX_DIFFERENCE = 2 ** 51;
const VARINT_BASE = 128;
const MAX_INT32 = 2 ** 31;
const MAX_VARINT_BYTES = 8;
const FLOAT64_BYTES = 8;
const FLOAT32_BYTES = 4;

/**
 * Points of one series as bytes. The first byte tells how times (high half) and values (low half) are written; times follow, then values.
 * Times: one step for all, or the changes of the step as varints, or plain doubles. Values: one for all, differences of integers as
 * varints, single precision where nothing is lost by it, or doubles. Little-endian. Nothing is ever rounded.
 */
export class ChunkCodec {
  #bytes: Buffer;
  #at = 0;

  constructor() {
    this.#bytes = Buffer.alloc(0);
  }

  /** The points `from` up to but not including `to`, ascending by time. @returns a view that lasts until the next call */
  encode({ ts, values }: Columns, from: number, to: number): Buffer {
    this.#reserve(to - from);
    const timeKind = timeKindOf(ts, from, to);
    const kind = valueKindOf(values, from, to);
    this.#bytes[0] = timeKind * 16 + kind;
    this.#at = 1;
    this.#writeTimes(timeKind, ts, from, to);
    this.#writeValues(kind, values, from, to);
    return this.#bytes.subarray(0, this.#at);
  }

  #reserve(count: number): void {
    const size = 1 + (count + 1) * (FLOAT64_BYTES + MAX_VARINT_BYTES);
    if (this.#bytes.length < size) this.#bytes = Buffer.alloc(size);
  }

  #writeTimes(kind: number, ts: readonly number[], from: number, to: number): void {
    if (kind === times.plain) {
      for (let index = from + 1; index < to; index++) this.#float64(ts[index] ?? 0);
      return;
    }
    if (to - from < 2) return;
    let before = ts[from + 1] ?? 0;
    let step = before - (ts[from] ?? 0);
    this.#varint(step);
    if (kind === times.regular) return;
    for (let index = from + 2; index < to; index++) {
      const time = ts[index] ?? 0;
      this.#signed(time - before - step);
      step = time - before;
      before = time;
    }
  }

  #writeValues(kind: number, values: readonly number[], from: number, to: number): void {
    if (kind === kinds.constant) {
      this.#float64(values[from] ?? 0);
      return;
    }
    let before = 0;
    for (let index = from; index < to; index++) {
      const value = values[index] ?? 0;
      if (kind === kinds.float64) this.#float64(value);
      else if (kind === kinds.float32) this.#at = this.#bytes.writeFloatLE(value, this.#at);
      else this.#signed(value - before);
      before = value;
    }
  }

  #float64(value: number): void {
    this.#at = this.#bytes.writeDoubleLE(value, this.#at);
  }

  #signed(value: number): void {
    this.#varint(value >= 0 ? value * 2 : value * -2 - 1);
  }

  #varint(value: number): void {
    const bytes = this.#bytes;
    let rest = value;
    while (rest >= MAX_INT32) {
      bytes[this.#at++] = (rest % VARINT_BASE) + VARINT_BASE;
      rest = Math.floor(rest / VARINT_BASE);
    }
    let small = rest | 0;
    while (small >= VARINT_BASE) {
      bytes[this.#at++] = (small & 127) | VARINT_BASE;
      small >>>= 7;
    }
    bytes[this.#at++] = small;
  }
}

function timeKindOf(ts: readonly number[], from: number, to: number): number {
  let before = ts[from] ?? 0;
  let step = (ts[from + 1] ?? before) - before;
  const first = step;
  let isRegular = true;
  for (let index = from + 1; index < to; index++) {
    const time = ts[index] ?? 0;
    step = time - before;
    before = time;
    if (step > MAX_DIFFERENCE) return times.plain;
    if (step !== first) isRegular = false;
  }
  return isRegular ? times.regular : times.steps;
}

function valueKindOf(values: readonly number[], from: number, to: number): number {
  const first = values[from] ?? 0;
  let isConstant = true;
  let areIntegers = true;
  let areSingle = true;
  for (let index = from; index < to; index++) {
    const value = values[index] ?? 0;
    if (isConstant && !Object.is(value, first)) isConstant = false;
    if (areIntegers && !isSmallInteger(value)) areIntegers = false;
    if (areSingle && Math.fround(value) !== value) areSingle = false;
    if (!isConstant && !areIntegers && !areSingle) return kinds.float64;
  }
  if (isConstant) return kinds.constant;
  return areIntegers ? kinds.integers : kinds.float32;
}

function isSmallInteger(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < MAX_DIFFERENCE && !Object.is(value, -0);
}

/** Reads what `ChunkCodec` wrote. */
export class ChunkReader {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;

  /**
   * Appends the points to `into`.
   *
   * @throws RangeError when the bytes are too few or too many for so many points
   */
  decode(bytes: Buffer, count: number, first: number, into: Columns): void {
    this.#bytes = bytes;
    this.#at = 1;
    const head = bytes[0] ?? 0;
    this.#readTimes(head >> 4, count, first, into.ts);
    this.#readValues(head & 15, count, into.values);
    if (this.#at !== bytes.length) throw new RangeError("a chunk has another length than it says");
  }

  #readTimes(kind: number, count: number, first: number, ts: number[]): void {
    ts.push(first);
    if (kind === times.plain) {
      for (let index = 1; index < count; index++) ts.push(this.#float64());
      return;
    }
    if (kind > times.steps) throw new RangeError("a chunk has times of an unknown kind");
    if (count < 2) return;
    let step = this.#varint();
    let time = first + step;
    ts.push(time);
    for (let index = 2; index < count; index++) {
      if (kind === times.steps) step += this.#signed();
      time += step;
      ts.push(time);
    }
  }

  #readValues(kind: number, count: number, values: number[]): void {
    if (kind > kinds.float64) throw new RangeError("a chunk has values of an unknown kind");
    if (kind === kinds.constant) {
      const value = this.#float64();
      for (let index = 0; index < count; index++) values.push(value);
      return;
    }
    let before = 0;
    for (let index = 0; index < count; index++) {
      if (kind === kinds.float64) before = this.#float64();
      else if (kind === kinds.float32) before = this.#float32();
      else before += this.#signed();
      values.push(before);
    }
  }

  #float64(): number {
    const value = this.#bytes.readDoubleLE(this.#at);
    this.#at += FLOAT64_BYTES;
    return value;
  }

  #float32(): number {
    const value = this.#bytes.readFloatLE(this.#at);
    this.#at += FLOAT32_BYTES;
    return value;
  }

  #signed(): number {
    const value = this.#varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  #varint(): number {
    const bytes = this.#bytes;
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = bytes[this.#at++];
      if (byte === undefined) throw new RangeError("a chunk ends too early");
      if (byte < VARINT_BASE) return value + byte * scale;
      value += (byte - VARINT_BASE) * scale;
      scale *= VARINT_BASE;
    }
  }
}
