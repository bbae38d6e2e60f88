import { describe, expect, test } from "@jest/globals";
import { ParamError, Parser, type ParserOptions } from "../src/index.js";

class Exited extends Error {}

/** A parser that notes what it prints and throws instead of ending the test run. */
function aParser(options: ParserOptions = {}): { parser: Parser; printed: (string | number)[] } {
  const printed: (string | number)[] = [];
  const parser = new Parser({
    prog: "check_x",
    ...options,
    write: (text) => printed.push(text),
    exit: (code) => {
      printed.push(code);
      throw new Exited();
    },
  });
  parser.addArgument("-H", "--hostname", { required: true, help: "host to ask" });
  parser.add_argument("-w", "--warning", { metavar: "RANGE" });
  parser.addArgument("--max-age", { type: "float", default: 1.5 });
  parser.addArgument("-t", { type: "int", dest: "timeout" });
  parser.addArgument("--no-cachemanager", { action: "store_true" });
  parser.addArgument("-e", "--exclude", { action: "append" });
  parser.addArgument("--mode", { choices: ["cpu", "disk"] });
  return { parser, printed };
}

describe("parseArgs", () => {
  test("gives every declared argument by its name, with defaults for those not given", () => {
    expect(aParser().parser.parse_args(["-H", "h"])).toEqual({
      hostname: "h",
      warning: undefined,
      max_age: 1.5,
      timeout: undefined,
      no_cachemanager: false,
      exclude: undefined,
      mode: undefined,
    });
  });

  test.each([
    [["--hostname=h", "-w10:20"], { hostname: "h", warning: "10:20" }],
    [["-H", "h", "-w", "-5"], { warning: "-5" }],
    [["-H", "h", "--warning", "-5:-1"], { warning: "-5:-1" }],
    [["-H", "h", "-w", "@~:5"], { warning: "@~:5" }],
    [["-H", "h", "--max-age", "2"], { max_age: 2 }],
    [["-H", "h", "-t", "30"], { timeout: 30 }],
    [["-H", "h", "--no-cachemanager"], { no_cachemanager: true }],
    [["-H", "h", "-e", "a", "-e", "b"], { exclude: ["a", "b"] }],
    [["-H", "h", "--mode", "cpu"], { mode: "cpu" }],
  ])("understands %j", (argv, expected) => {
    expect(aParser().parser.parseArgs(argv)).toMatchObject(expected);
  });

  test("gives positionals in order, with a default for a missing last one", () => {
    const parser = new Parser().addArgument("mode").addArgument("unit", { default: "B" });

    expect(parser.parseArgs(["cpu"])).toEqual({ mode: "cpu", unit: "B" });
    expect(parser.parseArgs(["cpu", "--", "-5"])).toEqual({ mode: "cpu", unit: "-5" });
  });
});

describe("mistakes go to standard output and exit with 3", () => {
  test.each([
    [[], "the following arguments are required: -H/--hostname"],
    [["-H", "h", "extra"], "unrecognized arguments: extra"],
    [["-H", "h", "--nope"], "Unknown option '--nope'"],
    [["-H"], "Option '-H, --hostname <value>' argument missing"],
    [["-H", "h", "-t", "x"], "argument -t: invalid int value: 'x'"],
    [["-H", "h", "-t", "1.5"], "argument -t: invalid int value: '1.5'"],
    [["-H", "h", "--max-age", ""], "argument --max-age: invalid float value: ''"],
    [["-H", "h", "--mode", "ram"], "argument --mode: 'ram' is none of 'cpu', 'disk'"],
  ])("%j", (argv, message) => {
    const { parser, printed } = aParser();

    expect(() => parser.parseArgs(argv)).toThrow(Exited);

    expect(printed).toHaveLength(2);
    expect(printed[0]).toMatch(/^usage: check_x \[-h\] -H HOSTNAME \[-w RANGE\] /);
    expect(String(printed[0]).split("\n").at(-2)).toBe(`check_x: error: ${message}`);
    expect(printed[1]).toBe(3);
  });

  test("error prints usage and message", () => {
    const { parser, printed } = aParser({ usage: "check_x OPTIONS" });

    expect(() => parser.error("something")).toThrow(Exited);

    expect(printed).toEqual(["usage: check_x OPTIONS\ncheck_x: error: something\n", 3]);
  });
});

describe("help", () => {
  test.each(["-h", "--help"])("%s prints it and exits with 3", (flag) => {
    const { parser, printed } = aParser();

    expect(() => parser.parseArgs([flag])).toThrow(Exited);

    expect(printed).toEqual([parser.formatHelp(), 3]);
  });

  test("has copyright, usage, description, arguments and epilog", () => {
    const parser = new Parser({
      prog: "check_x",
      copystr: "Copyright somebody",
      description: "Looks at x.",
      epilog: "That is all.",
    });
    parser.addArgument("mode", { help: "what to look at" });
    parser.addArgument("-w", "--warning-threshold", { help: "range" });

    expect(parser.format_help()).toBe(`Copyright somebody

usage: check_x [-h] mode [-w WARNING_THRESHOLD]

Looks at x.

positional arguments:
  mode                  what to look at

options:
  -h, --help            show this help and exit
  -w WARNING_THRESHOLD, --warning-threshold WARNING_THRESHOLD
                        range

That is all.
`);
  });

  test("takes the copyright later, too", () => {
    const parser = new Parser({ copyright: "old" });

    parser.set_copyright("new copyright");

    expect(parser.formatHelp()).toMatch(/^new copyright\n/);
  });
});

test.each([[["a", "b"]], [["-long"]], [["--"]], [[]], [["-x", "name"]]])(
  "arguments named %j are refused",
  (names) => {
    expect(() => new Parser().addArgument(...names)).toThrow(ParamError);
  },
);
