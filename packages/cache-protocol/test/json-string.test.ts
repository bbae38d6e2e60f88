import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { scanString, sliceText } from "../src/json-string.js";

/** A literal between other bytes, as it stands in a body. */
const around = (literal: string): Buffer => Buffer.from(`{ ${literal} }`);
const START = 2;

const escapeAll = (text: string): string =>
  `"${[...Array(text.length).keys()]
    .map((i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, "0")}`)
    .join("")}"`;

describe("scanString", () => {
  test("finds the end, the text and its length, however the text is written", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.boolean(), (text, isEscaped) => {
        const literal = isEscaped ? escapeAll(text) : JSON.stringify(text);
        const body = around(literal);
        const slice = scanString(body, START);
        expect(slice.end).toBe(START + Buffer.byteLength(literal));
        expect(sliceText(body, slice)).toBe(text);
        expect(slice.textBytes).toBe(Buffer.byteLength(text));
      }),
    );
  });

  test.each([
    ["half a pair", '"\\ud800"', 3],
    ["two high halves", '"\\ud800\\ud800"', 6],
    ["halves in the wrong order", '"\\udc00\\ud800"', 6],
    ["a pair behind a half", '"\\ud800\\ud83d\\ude00"', 7],
    ["an escaped backslash before u", '"\\\\u0041"', 6],
  ])("%s counts as the text it stands for", (_what, literal, textBytes) => {
    expect(scanString(around(literal), START).textBytes).toBe(textBytes);
  });

  test.each([
    ['"\\x"', "bad escape"],
    ['"\\u12"', "bad escape"],
    ['"\\u12g4"', "bad escape"],
    ['"\t"', "control character"],
    ['"never closed', "not closed"],
    ['"ends in a backslash\\', "bad escape"],
  ])("%s is refused", (literal, reason) => {
    expect(() => scanString(Buffer.from(literal), 0)).toThrow(reason);
  });

  test("agrees with JSON.parse on what is a valid literal", () => {
    const piece = fc.constantFrom("a", "\\", "u", "0", "d8", '"', "\n", "é", "\\n", "\\u00e9");
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = `"${pieces.join("")}"`;
        const body = Buffer.from(text);
        let end = -1;
        try {
          end = scanString(body, 0).end;
        } catch {
          // Refused: then no prefix of the text may be a valid literal.
        }
        const prefixes = [...body.keys()].map((i) => body.toString("utf8", 0, i + 1));
        const firstValid = prefixes.findIndex((prefix) => isLiteral(prefix));
        expect(end).toBe(firstValid < 0 ? -1 : firstValid + 1);
      }),
      { numRuns: 500 },
    );
  });
});

function isLiteral(text: string): boolean {
  try {
    return typeof JSON.parse(text) === "string";
  } catch {
    return false;
  }
}
