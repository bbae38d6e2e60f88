import { PassThrough } from "node:stream";
import { describe, expect, test } from "@jest/globals";
import { coloursFor } from "../../../src/cli/show/colours.js";
import { table } from "../../../src/cli/show/table.js";

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
