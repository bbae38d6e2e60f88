import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { isErrorData } from "../src/error-data.js";

/** The data as a JSON string literal, as JavaScript or as Python writes it. */
const js = (data: string): Buffer => Buffer.from(JSON.stringify(data));
const python = (data: string): Buffer =>
  Buffer.from(
    JSON.stringify(data).replace(
      /[\u007f-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  );

describe("an object with the one key error is a failure", () => {
  test.each([
    ['{"error": "login failed"}'],
    ['{"error":""}'],
    ['  { "error" : "überlastet" } '],
    ['{"error": {"a": [1]}}'],
    ['{"error": null}'],
    ['{"error": "\\" } {"}'],
  ])("%s", (data) => {
    expect(isErrorData(js(data))).toBe(true);
    expect(isErrorData(python(data))).toBe(true);
  });
});

describe("anything else is data", () => {
  test.each([
    [""],
    ["error"],
    ['"error"'],
    ['["error"]'],
    ["null"],
    ["{}"],
    ['{"error": "x", "code": 1}'],
    ['{"code": 1, "error": "x"}'],
    ['{"errors": "x"}'],
    ['{"Error": "x"}'],
    ['{"error": "x"'],
    ['{"error": x}'],
    ['{"error": "x"} {}'],
    ['[{"error": "x"}]'],
    ['{"error,x": 1}'],
  ])("%s", (data) => expect(isErrorData(js(data))).toBe(false));

  test("an error message of more than 64 KB, which nobody wrote", () => {
    expect(isErrorData(js(JSON.stringify({ error: "x".repeat(70_000) })))).toBe(false);
  });

  test("whatever text it is, nothing is thrown", () => {
    const parts = fc.constantFrom('{"error"', '{ "error" ', ":", "1", '"x"', "}", "\\", " ", '"');
    const text = fc.array(fc.oneof(parts, fc.string({ unit: "binary" })), { maxLength: 6 });
    fc.assert(
      fc.property(text, (pieces) => {
        const data = pieces.join("");
        expect(isErrorData(js(data))).toBe(isErrorObject(data));
      }),
      { numRuns: 500 },
    );
  });
});

/** The rule itself, without the short cuts. */
function isErrorObject(data: string): boolean {
  try {
    const value: unknown = JSON.parse(data);
    const keys = typeof value === "object" && value !== null ? Object.keys(value) : [];
    return keys.length === 1 && keys[0] === "error";
  } catch {
    return false;
  }
}
