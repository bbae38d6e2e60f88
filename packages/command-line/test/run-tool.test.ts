import { PassThrough } from "node:stream";
import { describe, expect, test } from "@jest/globals";
import { runTool, UsageError, type CommandSpec } from "../src/index.js";

type Command = (argv: readonly string[]) => Promise<number>;

const specOf = (name: string): CommandSpec => ({
  name,
  summary: `${name}s.`,
  operands: [],
  options: [],
  notes: "",
});

const commands: Readonly<Record<string, Command>> = {
  count: (argv) => Promise.resolve(argv.length),
  fail: () => Promise.reject(new Error("no\u001b[2Jthing")),
  mistype: () =>
    Promise.reject(
      new UsageError("unknown option --al", { mistyped: { given: "--al", known: ["--all"] } }),
    ),
};

async function type(...argv: string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await runTool<Command>({
    name: "tool",
    entries: Object.entries(commands).map(([name, command]) => ({
      spec: specOf(name),
      load: () => Promise.resolve(command),
    })),
    help: (specs) => `help of ${specs.map(({ name }) => name).join(" ")}\n`,
    call: (command, rest) => command(rest),
    suggest: (given, known) => ` (${given.length} letters, not ${known.join(" ")})`,
    io: { argv, stdout, stderr },
  });
  return { code, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
}

describe("a tool", () => {
  test("calls the command that the first word names, with the words behind it", async () => {
    expect(await type("count", "a", "--b")).toEqual({ code: 2, out: "", err: "" });
  });

  test.each(["--help", "-h", "help"])("prints its help for %s", async (word) => {
    expect(await type(word)).toEqual({ code: 0, out: "help of count fail mistype\n", err: "" });
  });

  test("prints its help as an error when nothing is asked", async () => {
    expect(await type()).toEqual({ code: 2, out: "", err: "help of count fail mistype\n" });
  });

  test("tells the commands there are for a word it does not know", async () => {
    const { code, err } = await type("cou\nnt");
    expect(code).toBe(2);
    expect(err).toBe(
      "tool: unknown command cou\\u000ant (6 letters, not count fail mistype); known: count, fail, mistype\n",
    );
  });

  test("turns a failure into one line and 1", async () => {
    expect(await type("fail")).toEqual({
      code: 1,
      out: "",
      err: "tool fail: no\\u001b[2Jthing\n",
    });
  });

  test("turns wrong usage into one line, with what was meant, and 2", async () => {
    expect(await type("mistype")).toEqual({
      code: 2,
      out: "",
      err: "tool mistype: unknown option --al (4 letters, not --all)\n",
    });
  });
});
