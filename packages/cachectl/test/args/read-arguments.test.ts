import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { CommandSpec } from "../../src/args/command-spec.js";
import { readArguments } from "../../src/args/read-arguments.js";
import { UsageError } from "../../src/usage-error.js";

const spec: CommandSpec = {
  name: "demo",
  summary: "",
  operands: ["<key>", "[data]"],
  options: [
    { name: "ttl", short: "t", value: "SECONDS", description: "" },
    { name: "tag", value: "TEXT", description: "", repeatable: true },
    { name: "json", description: "" },
  ],
  notes: "",
};

describe("readArguments", () => {
  test("options, switches and operands may come in any order", () => {
    const args = readArguments(spec, ["--json", "k", "--ttl", "5", "v", "--tag=a", "--tag", "b"]);
    expect(Object.fromEntries(args.options)).toEqual({ ttl: ["5"], tag: ["a", "b"] });
    expect([...args.switches]).toEqual(["json"]);
    expect(args.operands).toEqual(["k", "v"]);
  });

  test("an option given twice keeps its last value unless it is repeatable", () => {
    expect(readArguments(spec, ["k", "-t", "1", "--ttl=2"]).options.get("ttl")).toEqual(["2"]);
  });

  test("a value may begin with a dash, and what follows -- is an operand", () => {
    const args = readArguments(spec, ["--tag", "-x", "--", "--json"]);
    expect(args.options.get("tag")).toEqual(["-x"]);
    expect(args.operands).toEqual(["--json"]);
  });

  test.each([
    [["k", "--tll", "5"], "demo: unknown option --tll"],
    [["k", "-x"], "demo: unknown option -x"],
    [["k", "--ttl"], "demo: --ttl needs a value"],
    [["k", "--json=yes"], "demo: --json takes no value"],
    [[], "demo: <key> is missing"],
    [["a", "b", "c"], "demo: unexpected argument c"],
  ])("%j is refused: %s", (argv, message) => {
    expect(() => readArguments(spec, argv)).toThrow(new UsageError(message));
  });

  test("--help is heard next to a missing operand", () => {
    expect(readArguments(spec, ["--help"]).switches.has("help")).toBe(true);
  });

  test("whatever is typed is either read or refused as a usage error", () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom("--ttl", "--json", "--", "-", "-t5", "--=x"),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (argv) => {
        try {
          readArguments(spec, argv);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
    );
  });
});
