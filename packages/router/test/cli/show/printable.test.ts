import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { coloursFor } from "../../../src/cli/show/colours.js";
import { printable, printableJson } from "../../../src/cli/show/printable.js";
import { table } from "../../../src/cli/show/table.js";
import { PassThrough } from "node:stream";

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

describe("colours", () => {
  const colourOf = (env: Record<string, string>, isTTY: boolean): string =>
    coloursFor({ env, stdout: Object.assign(new PassThrough(), { isTTY }) }).red("x");

  test.each<[Record<string, string>, boolean, boolean]>([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: "1" }, true, false],
    [{ NO_COLOR: "" }, true, true],
    [{ FORCE_COLOR: "1" }, false, true],
    [{ FORCE_COLOR: "1", NO_COLOR: "1" }, true, false],
    [{ TERM: "dumb" }, true, false],
  ])("with %j, terminal %s: %s", (env, isTty, isColoured) => {
    expect(colourOf(env, isTty) !== "x").toBe(isColoured);
  });
});

test("a table sets its columns apart and leaves no blanks at the ends of lines", () => {
  const plain = coloursFor({ env: { NO_COLOR: "1" }, stdout: new PassThrough() });
  const text = table(
    [
      { title: "HOST", align: "left" },
      { title: "N", align: "right" },
      { title: "NOTE", align: "left" },
    ],
    [
      ["a-long-name", "5", ""],
      ["b", "12", "x"],
    ],
    plain,
  );
  expect(text).toBe("HOST          N  NOTE\na-long-name   5\nb            12  x\n");
});
