import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readArguments, UsageError, type CommandSpec } from "../src/index.js";

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
    [["k", "--tll", "5"], "unknown option --tll"],
    [["k", "-x"], "unknown option -x"],
    [["k", "--ttl"], "--ttl needs a value: SECONDS"],
    [["k", "-t"], "--ttl needs a value: SECONDS"],
    [["k", "--json=yes"], "--json takes no value"],
    [[], "<key> is missing"],
    [["a", "b", "c"], "unexpected argument c"],
  ])("%j is refused: %s", (argv, message) => {
    expect(() => readArguments(spec, argv)).toThrow(new UsageError(message));
  });

  test.each([["--json"], ["--"], ["--tll"]])(
    "%s where a value should be means that the value was forgotten",
    (word) => {
      expect(() => readArguments(spec, ["k", "--tag", word])).toThrow(
        new UsageError("--tag needs a value: TEXT"),
      );
      expect(readArguments(spec, ["k", `--tag=${word}`]).options.get("tag")).toEqual([word]);
    },
  );

  test("an unknown option is handed over with those it could have been, --help among them", () => {
    const mistyped = { given: "--hlep", known: ["--ttl", "--tag", "--json", "--help"] };
    expect(() => readArguments(spec, ["--hlep"])).toThrow(
      expect.objectContaining({ code: "invalid_argument", command: "demo", mistyped }),
    );
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
