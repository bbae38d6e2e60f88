import { Buffer } from "node:buffer";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { copyPieces, pointArrays } from "../../src/postgres/binary-points.js";
import { countPoints, cutSlices, type PointSlice } from "../../src/postgres/point-slice.js";

const time = fc.maxSafeInteger();
const value = fc.double({ noNaN: true, noDefaultInfinity: true });
const slice = fc
  .tuple(fc.integer({ min: 1, max: 2 ** 31 - 1 }), fc.array(fc.tuple(time, value)), fc.nat(3))
  .map(([seriesId, pairs, skip]): PointSlice => {
    const ts = pairs.map(([at]) => at);
    const values = pairs.map(([, one]) => one);
    return { seriesId, ts, values, from: Math.min(skip, ts.length), to: ts.length };
  });

type Row = readonly [id: number, ts: number, value: number];

function rowsOf(slices: readonly PointSlice[]): Row[] {
  return slices.flatMap(({ seriesId, ts, values, from, to }) =>
    ts.slice(from, to).map((at, index): Row => [seriesId, at, values[from + index] ?? Number.NaN]),
  );
}

const int8 = (bytes: Buffer, at: number): number => Number(bytes.readBigInt64BE(at));

describe("points in PostgreSQL's binary forms", () => {
  test("arrays hold every point of the slices, exactly", () => {
    fc.assert(
      fc.property(fc.array(slice), (slices) => {
        const [ids, ts, v] = pointArrays(slices);
        const rows = rowsOf(slices);
        for (const array of [ids, ts, v]) expect(array.readInt32BE(12)).toBe(rows.length);
        const read = rows.map((_, index): Row => {
          const at = 24 + index * 12;
          return [ids.readInt32BE(24 + index * 8), int8(ts, at), v.readDoubleBE(at)];
        });
        expect(read).toEqual(rows);
      }),
    );
  });

  test("rows for COPY do as well", () => {
    fc.assert(
      fc.property(fc.array(slice), (slices) => {
        const bytes = Buffer.concat([...copyPieces(slices)]);
        const rows = rowsOf(slices);
        expect(bytes.length).toBe(19 + rows.length * 34 + 2);
        const read = rows.map((_, index): Row => {
          const at = 19 + index * 34;
          return [bytes.readInt32BE(at + 6), int8(bytes, at + 14), bytes.readDoubleBE(at + 26)];
        });
        expect(read).toEqual(rows);
      }),
    );
  });

  test("slices are cut into groups of a size without losing a point", () => {
    fc.assert(
      fc.property(fc.array(slice), fc.integer({ min: 1, max: 7 }), (slices, size) => {
        const groups = [...cutSlices(slices, size)];
        expect(groups.flatMap(rowsOf)).toEqual(rowsOf(slices));
        const sizes = groups.map(countPoints);
        for (const count of sizes.slice(0, -1)) expect(count).toBe(size);
        expect(sizes.at(-1) ?? 0).toBeLessThanOrEqual(size);
      }),
    );
  });
});
