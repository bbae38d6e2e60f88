import { isUtf8 } from "node:buffer";
import { expect, test } from "@jest/globals";
import { AppError } from "@signalbox/errors";
import fc from "fast-check";
import { readFlatObject, sliceText } from "../src/index.js";
import { blanks, bodyOf, fields, style, type Scalar } from "./json-texts.js";

const RUNS = 1_000;
const gaps = fc.infiniteStream(blanks);
const nextOf = (gap: Iterator<string>): string => String(gap.next().value);

/** The whole object in plain values; undefined when it was refused as it should be. */
function ours(body: Buffer): Map<string, Scalar> | undefined {
  try {
    const read = readFlatObject(body);
    const plain = new Map<string, Scalar>();
    for (const [name, value] of read.entries()) {
      const isSlice = typeof value === "object" && value !== null;
      plain.set(name, isSlice ? sliceText(body, value) : value);
    }
    return plain;
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid_argument") return undefined;
    throw error;
  }
}

/** What JSON.parse makes of it; undefined for everything that is no flat object. */
function theirs(body: Buffer): Map<string, Scalar> | undefined {
  if (!isUtf8(body)) return undefined;
  try {
    const parsed: unknown = JSON.parse(body.toString("utf8"));
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return undefined;
    const entries = Object.entries(parsed);
    if (entries.some(([, value]) => typeof value === "object" && value !== null)) return undefined;
    // What is left are scalars.
    return new Map(entries as [string, Scalar][]);
  } catch {
    return undefined;
  }
}

test("every flat object is read as JSON.parse reads it, however it is written", () => {
  fc.assert(
    fc.property(fields, style, gaps, (entries, as, gap) => {
      const body = Buffer.from(bodyOf(entries, as, () => nextOf(gap)));
      const read = ours(body);
      expect(read).toEqual(theirs(body));
      expect(read?.size).toBe(entries.length);
    }),
    { numRuns: RUNS },
  );
});

test("a string written in ASCII comes out as it went in, half surrogate pairs included", () => {
  fc.assert(
    fc.property(fields, fc.constantFrom("python", "escapes"), (entries, as) => {
      expect(ours(Buffer.from(bodyOf(entries, as)))).toEqual(new Map(entries));
    }),
    { numRuns: RUNS },
  );
});

test("changed bytes are refused, or read as JSON.parse reads them; nothing else is ever thrown", () => {
  const change = fc.record({
    at: fc.nat(),
    kind: fc.constantFrom("replace", "insert", "remove", "cut"),
    byte: fc.oneof(fc.constantFrom(...Buffer.from('"\\{}[],:0-eEu \n')), fc.nat(255)),
  });
  let refused = 0;
  fc.assert(
    fc.property(
      fields,
      style,
      fc.array(change, { minLength: 1, maxLength: 3 }),
      (entries, as, changes) => {
        const body = changes.reduce(applied, Buffer.from(bodyOf(entries, as)));
        const read = ours(body);
        if (read) expect(read).toEqual(theirs(body));
        else refused++;
      },
    ),
    { numRuns: 2 * RUNS },
  );
  expect(refused).toBeGreaterThan(RUNS / 2);
});

test("arbitrary bytes never make it throw anything but the one error", () => {
  const bytes = fc.uint8Array({ maxLength: 40 });
  fc.assert(
    fc.property(bytes, fc.boolean(), (inside, isFramed) => {
      const body = isFramed
        ? Buffer.concat([Buffer.from('{"a":'), inside, Buffer.from("}")])
        : Buffer.from(inside);
      const read = ours(body);
      if (read) expect(read).toEqual(theirs(body));
    }),
    { numRuns: 2 * RUNS },
  );
});

function applied(
  body: Buffer<ArrayBuffer>,
  change: { at: number; kind: string; byte: number },
): Buffer<ArrayBuffer> {
  const at = body.length === 0 ? 0 : change.at % body.length;
  const head = body.subarray(0, at);
  const byte = Buffer.from([change.byte]);
  switch (change.kind) {
    case "replace":
      return Buffer.concat([head, byte, body.subarray(at + 1)]);
    case "insert":
      return Buffer.concat([head, byte, body.subarray(at)]);
    case "remove":
      return Buffer.concat([head, body.subarray(at + 1)]);
    default:
      return Buffer.from(head);
  }
}
