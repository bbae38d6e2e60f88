import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  createSeries,
  type Field,
  formatPoint,
  instantFromNs,
  type Point,
} from "../../src/index.js";
import { parse } from "../parse-fixture.js";

/** Pieces that make nearly right line protocol, so that all of the grammar is reached. */
const piece = fc.constantFrom(
  ...'m,host=a v=1i 5\n|\n|\r\n|"|\\|,|=| |#|1|i|t|é|m v=1\n|m s="a\n|m a="x",b="\n|b" 7\n|m s="\\\\"|\\"|m,a=b '.split(
    "|",
  ),
);
const nearlyRight = fc
  .array(piece, { maxLength: 40 })
  .map((pieces) => Buffer.from(pieces.join("")));
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  nearlyRight,
);

/** Text that line protocol can hold as a name: see the parser's escapes. */
const name = fc
  .string({ unit: "binary", minLength: 1, maxLength: 12 })
  .filter((text) => !/\\$|\\[tnrf]/.test(text));
const key = fc.oneof(name, fc.constantFrom("a b", "c,d", "e=f", "g\\h", '"', "\t\n\r\f", "\\ x"));
const measurement = key.filter((text) => !text.startsWith("#"));
const text = fc.string({ unit: "binary", maxLength: 20 });
const int = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const uint = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const small = (value: bigint): number | bigint =>
  Number.isSafeInteger(Number(value)) ? Number(value) : value;
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => Number(value.toFixed(3))),
);
const field: fc.Arbitrary<Field> = fc.oneof(
  fc.record({ key, kind: fc.constant("int" as const), value: int.map(small) }),
  fc.record({ key, kind: fc.constant("int" as const), value: fc.integer() }),
  fc.record({ key, kind: fc.constant("uint" as const), value: uint.map(small) }),
  fc.record({ key, kind: fc.constant("float" as const), value: number }),
  fc.record({ key, kind: fc.constant("string" as const), value: text }),
  fc.record({ key, kind: fc.constant("boolean" as const), value: fc.boolean() }),
);
const point: fc.Arbitrary<Point> = fc.record({
  series: fc
    .tuple(measurement, fc.array(fc.record({ key, value: key }), { maxLength: 4 }))
    .map(([of, tags]) => createSeries(of, tags)),
  fields: fc.array(field, { minLength: 1, maxLength: 6 }),
  time: int.map(instantFromNs),
});

describe("LineParser, for any input", () => {
  test("never throws, and accounts for what it was given", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const { all, points, bad, errors } = parse(bytes);
        expect(points).toBe(all.length);
        expect(errors.length).toBe(Math.min(bad, 10));
      }),
      { numRuns: 2000 },
    );
  });

  test("what is written is read back, whatever the names and values", () => {
    fc.assert(
      fc.property(fc.array(point, { maxLength: 4 }), (points) => {
        const { all, bad } = parse(points.map((each) => `${formatPoint(each)}\n`).join(""));
        expect(bad).toBe(0);
        expect(all).toEqual(points);
      }),
      { numRuns: 1000 },
    );
  });

  test("cut at any place, the same bytes give the same points and errors", () => {
    const limits = { maxLineBytes: 40 };
    fc.assert(
      fc.property(nearlyRight, (bytes) => {
        const whole = parse(bytes, { limits });
        for (let at = 0; at <= bytes.length; at++) {
          expect(parse([bytes.subarray(0, at), bytes.subarray(at)], { limits })).toEqual(whole);
        }
        const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
        expect(parse(single, { limits })).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });

  test("good lines survive any line between them that holds no quote", () => {
    const noise = fc.string({ unit: "binary" }).map((bad) => bad.replaceAll(/["\n]/g, ""));
    fc.assert(
      fc.property(noise, (between) => {
        const { all } = parse(`good v=1i 1\n${between}\ngood v=2i 2\n`);
        const good = all.filter(({ series }) => series.measurement === "good");
        expect(good[0]?.fields[0]?.value).toBe(1);
        expect(good.at(-1)?.fields[0]?.value).toBe(2);
      }),
    );
  });
});
