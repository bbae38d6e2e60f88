/** An unsigned 64-bit integer in two 32-bit halves, changed in place: hashing with `bigint` costs ten times as much. */
export class WideInteger {
  /** Both halves as signed 32-bit numbers. */
  hi = 0;
  lo = 0;

  set(hi: number, lo: number): this {
    this.hi = hi | 0;
    this.lo = lo | 0;
    return this;
  }

  add(hi: number, lo: number): this {
    const sum = (this.lo >>> 0) + (lo >>> 0);
    this.hi = (this.hi + hi + (sum > 0xffffffff ? 1 : 0)) | 0;
    this.lo = sum | 0;
    return this;
  }

  xor(hi: number, lo: number): this {
    this.hi ^= hi;
    this.lo ^= lo;
    return this;
  }

  /** Rotates left by 1 to 63 bits, 32 excepted. */
  rotate(bits: number): this {
    const upper = bits < 32 ? this.hi : this.lo;
    const lower = bits < 32 ? this.lo : this.hi;
    const by = bits & 31;
    this.hi = (upper << by) | (lower >>> (32 - by));
    this.lo = (lower << by) | (upper >>> (32 - by));
    return this;
  }

  /** The lower 64 bits of the product, from 16-bit pieces that fit a double. */
  multiply(hi: number, lo: number): this {
    const a1 = this.lo >>> 16;
    const a0 = this.lo & 0xffff;
    const b1 = lo >>> 16;
    const b0 = lo & 0xffff;
    const low = a0 * b0;
    const middle = a1 * b0 + (low >>> 16);
    const other = a0 * b1 + (middle & 0xffff);
    const high = a1 * b1 + (middle >>> 16) + (other >>> 16);
    this.hi = (high + Math.imul(this.hi, lo) + Math.imul(this.lo, hi)) | 0;
    this.lo = (other << 16) | (low & 0xffff);
    return this;
  }

  /** The finaliser of MurmurHash3 x64: every input bit changes about half of the output bits. */
  finalise(): this {
    this.xor(0, this.hi >>> 1);
    this.multiply(0xff51afd7, 0xed558ccd);
    this.xor(0, this.hi >>> 1);
    this.multiply(0xc4ceb9fe, 0x1a85ec53);
    return this.xor(0, this.hi >>> 1);
  }
}
