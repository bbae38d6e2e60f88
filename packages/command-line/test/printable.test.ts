import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { printable, printableJson } from "../src/index.js";

const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const anyText = fc.string({ unit: "binary" });

describe("printable", () => {
  test("writes out what could steer a terminal", () => {
    expect(printable("a\u001b[2J\r\n\u009b\u202e\u2028é€")).toBe(
      "a\\u001b[2J\\u000d\\u000a\\u009b\\u202e\\u2028é€",
    );
  });

  test("cuts a megabyte", () => {
    expect(printable("x".repeat(1_000_000))).toBe(`${"x".repeat(400)}...`);
  });

  test("leaves nothing that is not seen, whatever the text", () => {
    fc.assert(fc.property(anyText, (text) => !UNSEEN.test(printable(text))));
  });
});

describe("printableJson", () => {
  test("stays the same JSON and is fit for a terminal, whatever the text", () => {
    fc.assert(
      fc.property(fc.dictionary(anyText, anyText), (value) => {
        const json = printableJson(value);
        expect(json).not.toMatch(UNSEEN);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
