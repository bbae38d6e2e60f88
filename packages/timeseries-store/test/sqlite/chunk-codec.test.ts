import { Buffer } from "node:buffer";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ChunkCodec, ChunkReader } from "../../src/sqlite/worker/chunk-codec.js";

function roundTrip(ts: number[], values: number[]): { ts: number[]; values: number[] } {
  const bytes = Buffer.from(new ChunkCodec().encode({ ts, values }, 0, ts.length));
  const into = { ts: [], values: [] };
  new ChunkReader().decode(bytes, ts.length, ts[0] ?? 0, into);
  return into;
}

function sizeOf(ts: number[], values: number[]): number {
  return new ChunkCodec().encode({ ts, values }, 0, ts.length).length;
}

const ascending = fc
  .uniqueArray(fc.maxSafeInteger(), { minLength: 1, maxLength: 50 })
  .map((ts) => ts.sort((a, b) => a - b));
const nearby = fc
  .array(fc.integer({ min: 1, max: 120_000_000 }), { minLength: 1, maxLength: 50 })
  .map((steps) => {
    let at = 1_391_191_200_000_000;
    return steps.map((step) => (at += step));
  });
const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.maxSafeInteger(),
  fc.integer({ min: -1000, max: 1000 }),
  fc.constantFrom(0, -0, 2 ** 51, -(2 ** 51), 2 ** 60, 5e-324),
);
const values = fc.oneof(
  value.chain((one) => fc.array(fc.constant(one), { minLength: 50, maxLength: 50 })),
  fc.array(fc.integer(), { minLength: 50, maxLength: 50 }),
  fc.array(value, { minLength: 50, maxLength: 50 }),
);

describe("a chunk", () => {
  test("gives back any points to the last bit", () => {
    fc.assert(
      fc.property(fc.oneof(ascending, nearby), values, (ts, all) => {
        const columns = { ts, values: all.slice(0, ts.length) };
        expect(roundTrip(columns.ts, columns.values)).toEqual(columns);
      }),
      { numRuns: 500 },
    );
  });

  test("of regular times and equal values takes a few bytes", () => {
    const ts = Array.from({ length: 120 }, (_, index) => 1e15 + index * 60_000_000);
    expect(sizeOf(ts, Array<number>(120).fill(1))).toBeLessThan(16);
  });

  test("of single precision values takes four bytes a value", () => {
    const ts = Array.from({ length: 120 }, (_, index) => 1e15 + index * 60_000_000);
    const single = ts.map((_, index) => Math.fround(index / 7));
    expect(sizeOf(ts, single)).toBeLessThan(120 * 4 + 16);
  });

  test.each([
    ["too few bytes", (bytes: Buffer) => bytes.subarray(0, -1), 3],
    ["too many bytes", (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(1)]), 3],
    ["another number of points", (bytes: Buffer) => bytes, 4],
    ["an unknown kind", (bytes: Buffer) => Buffer.concat([Buffer.from([0xff]), bytes]), 3],
  ])("of %s is refused", (_, damage, count) => {
    const columns = { ts: [1, 2, 4], values: [0.1, 0.2, 0.3] };
    const bytes = Buffer.from(new ChunkCodec().encode(columns, 0, 3));
    const read = () => new ChunkReader().decode(damage(bytes), count, 1, { ts: [], values: [] });
    expect(read).toThrow(/chunk|out of range/);
  });
});
