import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { AppError } from "@signalbox/errors";
import { findJsonFault } from "../../src/rest/json-fault.js";
import { MAX_JSON_DEPTH, readJson, readJsonObject } from "../../src/rest/read-json.js";

const LIMITS = { maxBytes: 100_000 };
const read = (text: string): unknown => readJson(Buffer.from(text), LIMITS);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test.each([
  ['{"a":1,}', "unexpected character at position 7 (line 1, column 8)"],
  ['{"a":1', "unexpected end at position 6 (line 1, column 7)"],
  ['{\n "a": tru\n}', "unexpected character at position 11 (line 2, column 10)"],
  ['{"a":"\n"}', "unexpected character at position 6 (line 1, column 7)"],
  ["{'a':1}", "unexpected character at position 1 (line 1, column 2)"],
  ['{"a":01}', "unexpected character at position 6 (line 1, column 7)"],
  ['{"a":1.}', "unexpected character at position 7 (line 1, column 8)"],
  ['["\\x"]', "unexpected character at position 3 (line 1, column 4)"],
  ['["\\u12G4"]', "unexpected character at position 6 (line 1, column 7)"],
  ['{"a":1} x', "unexpected character at position 8 (line 1, column 9)"],
  ["NaN", "unexpected character at position 0 (line 1, column 1)"],
  ["[-]", "unexpected character at position 2 (line 1, column 3)"],
  [" ", "unexpected end at position 1 (line 1, column 2)"],
])("%j is refused with the place of its fault", (text, fault) => {
  expect(() => read(text)).toThrow(`the body is not JSON: ${fault}`);
});

test("what is refused is not quoted", () => {
  expect(() => read('{"secret": hunter2}')).toThrow(/^(?!.*(secret|hunter))/);
});

describe("finding the fault", () => {
  test("says of every text what JSON.parse says of it, and where it breaks off", () => {
    const damaged = fc
      .tuple(
        fc.json(),
        fc.nat(),
        fc.constantFrom("", '"', ",", "}", "]", "0", "\\", "\n", "e", "-"),
      )
      .map(([text, at, put]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + put + text.slice(place + 1);
      });
    fc.assert(
      fc.property(fc.oneof(fc.json(), damaged, fc.string()), (text) => {
        const fault = findJsonFault(text);
        expect(fault === undefined).toBe(isJson(text));
        // Up to its fault a text could have gone on to be JSON, so a shorter one is not wrong earlier.
        if (fault !== undefined) {
          const before = findJsonFault(text.slice(0, fault.position));
          expect(before?.position ?? fault.position).toBe(fault.position);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

test("__proto__ is a key like others", () => {
  const value = readJsonObject(Buffer.from('{"__proto__":{"polluted":1}}'), LIMITS);
  expect(Object.keys(value)).toEqual(["__proto__"]);
  expect(Reflect.get({}, "polluted")).toBeUndefined();
});

test("so many levels are read and no more, whatever stands in strings", () => {
  const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
  expect(() => read(nested(MAX_JSON_DEPTH))).not.toThrow();
  expect(() => read(nested(MAX_JSON_DEPTH + 1))).toThrow(/more than 256 levels deep \(byte 256\)/);
  expect(() => read("[".repeat(90_000))).toThrow(/levels deep/);
  expect(() => read(JSON.stringify(["[".repeat(1_000), '"\\[{'.repeat(300)]))).not.toThrow();
});

test.each([
  ["nothing", "", "the body is empty, expected JSON"],
  ["bytes that are no UTF-8", Buffer.from([0x22, 0xc3, 0x28, 0x22]), "the body is not UTF-8"],
])("%s is refused", (_what, body, message) => {
  expect(() => readJson(Buffer.from(body), LIMITS)).toThrow(message);
});

test("a body above the limit is too large before it is looked at", () => {
  expect(() => readJson(Buffer.alloc(100_001), LIMITS)).toThrow(
    new AppError("item_too_large", "the body has 100001 bytes, limit is 100000"),
  );
});

test("a byte order mark is passed over", () => {
  expect(read("\ufeff[1]")).toEqual([1]);
});

test.each([
  ["null", "null"],
  ["[]", "a list"],
  ["1", "a number"],
  ['""', "a string"],
])("where an object is needed, %s is refused", (text, kind) => {
  expect(() => readJsonObject(Buffer.from(text), LIMITS)).toThrow(
    `the body must be a JSON object, not ${kind}`,
  );
});
