import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { commandSpecs } from "../src/command-specs.js";
import { dispatch } from "../src/index.js";
import { aShell } from "./test-shell.js";

async function called(...argv: string[]) {
  const shell = aShell();
  const code = await dispatch(argv, shell);
  return { code, out: shell.outText(), err: shell.errText() };
}

describe("dispatch", () => {
  test.each([
    [["rnu"], "unknown command rnu; did you mean run?"],
    [["run", "--tll", "3", "--", "x"], "run: unknown option --tll; did you mean --ttl?"],
    [["keys", "--limt", "3"], "keys: unknown option --limt; did you mean --limit?"],
    [["status", "extra"], "status: unexpected argument extra"],
  ])("%j is exit code 2 and one line", async (argv, message) => {
    expect(await called(...argv)).toEqual({ code: 2, out: "", err: `cachectl: ${message}\n` });
  });

  test("no command at all lists the commands", async () => {
    const { code, err } = await called();
    expect(code).toBe(2);
    expect(err).toContain("run, get, set");
  });

  test("--version is the package's", async () => {
    expect((await called("--version")).out).toMatch(/^cachectl \d+\.\d+\.\d+\n$/);
  });
});

describe("help", () => {
  test.each([["--help"], ["-h"], ["help"]])("%s names every command", async (option) => {
    const { code, out } = await called(option);
    expect(code).toBe(0);
    for (const { name, summary } of commandSpecs) {
      expect(out).toContain(`  ${name} `);
      expect(out.replaceAll(/\s+/g, " ")).toContain(summary);
    }
  });

  test.each(commandSpecs.map((spec) => [spec.name, spec] as const))(
    "%s --help names every option and the exit codes",
    async (name, { options }) => {
      const { code, out, err } = await called(name, "--help");
      expect([code, err]).toEqual([0, ""]);
      for (const option of options) expect(out).toContain(`--${option.name}`);
      expect(out).toContain("Exit code");
      expect((await called("help", name)).out).toBe(out);
      const longest = Math.max(...out.split("\n").map((line) => line.length));
      expect(longest).toBeLessThanOrEqual(100);
    },
  );

  test("the dispatcher and the list of commands agree", async () => {
    const { err } = await called();
    const listed = err.replace("cachectl: give a command: ", "").trim().split(", ");
    expect(listed.sort()).toEqual(commandSpecs.map(({ name }) => name).sort());
  });
});

describe("completion", () => {
  test.each(["bash", "zsh", "fish"])("%s knows every command and option", async (name) => {
    const { code, out } = await called("completion", name);
    expect(code).toBe(0);
    for (const spec of commandSpecs) {
      expect(out).toContain(spec.name);
      for (const option of spec.options) expect(out).toContain(option.name);
    }
  });

  test("bash completes commands and options, and nothing behind --", async () => {
    const { out } = await called("completion", "bash");
    const complete = async (...words: string[]) => {
      const line = words.map((word) => `'${word}'`).join(" ");
      const script = `${out}\nCOMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _cachectl; echo "\${COMPREPLY[*]}"`;
      const { stdout } = await promisify(execFile)("bash", ["-c", script]);
      return stdout.trim();
    };
    expect(await complete("cachectl", "st")).toBe("status");
    expect(await complete("cachectl", "run", "--key-e")).toBe("--key-env");
    expect(await complete("cachectl", "run", "--", "ls", "--")).toBe("");
  });

  test("another shell is exit code 2", async () => {
    expect((await called("completion", "tcsh")).code).toBe(2);
  });
});
