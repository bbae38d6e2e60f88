import { describe, expect, test } from "@jest/globals";
import { commandHelp, jsonOption, toolHelp, type CommandSpec } from "../src/index.js";

const spec: CommandSpec = {
  name: "get",
  summary: "Print a value.",
  operands: ["<key>", "[default]"],
  options: [
    { name: "wait", short: "w", value: "SECONDS", description: "Wait for it." },
    { name: "a-name-longer-than-its-column", value: "TEXT", description: "Has its own line." },
    jsonOption,
  ],
  notes: "\nExit code: 0 found.\n",
};

const longest = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));

describe("commandHelp", () => {
  test("shows the tool's name, the operands, every option with --help, and the notes", () => {
    expect(commandHelp(spec, { tool: "box store", columns: 80 })).toBe(
      `Usage: box store get [options] <key> [default]

Print a value.

Options:
  -w, --wait SECONDS        Wait for it.
      --a-name-longer-than-its-column TEXT
                            Has its own line.
      --json                Print JSON.
  -h, --help                Print what this command does and its options.

Exit code: 0 found.
`,
    );
  });

  test("ends after the options when there are no notes", () => {
    const text = commandHelp({ ...spec, notes: "" }, { tool: "box", columns: 80 });
    expect(text).toMatch(/its options\.\n$/);
  });

  test.each([
    [1, 60],
    [60, 60],
    [85, 85],
    [1000, 100],
  ])("on a terminal of %d columns lines are broken at %d", (columns, most) => {
    const description = "word ".repeat(100).trim();
    const options = [{ name: "x", value: "Y", description }];
    const text = commandHelp({ ...spec, options }, { tool: "box", columns });
    expect(longest(text)).toBeLessThanOrEqual(most);
    expect(longest(text)).toBeGreaterThan(most - "word ".length);
  });
});

test("toolHelp lists the commands in their order", () => {
  const tool = {
    name: "box",
    summary: "Keeps things.",
    commands: [spec, { ...spec, name: "delete", summary: "Forget a value." }],
    notes: "box <command> --help shows a command's options.",
  };
  expect(toolHelp(tool, 80)).toBe(`Usage: box <command> [options]

Keeps things.

Commands:
  get     Print a value.
  delete  Forget a value.

box <command> --help shows a command's options.
`);
});
