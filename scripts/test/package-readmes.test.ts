import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import typescript from "typescript";
import { runNode, type Finished } from "./run-node.js";

/* Packages with a test/readme.test.ts run their example there; the examples of the others run here. */

const PACKAGES = join(import.meta.dirname, "../../packages");
const STAMP_AND_HOST = /^\w{3} [ \d]\d \d\d:\d\d:\d\d \S+ /;
const COMPILER_OPTIONS = {
  module: typescript.ModuleKind.ESNext,
  target: typescript.ScriptTarget.ES2023,
};

const readmeOf = (name: string): string => readFileSync(join(PACKAGES, name, "README.md"), "utf8");

/** The first block in this language. */
function block(name: string, language: string): string {
  const found = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(readmeOf(name))?.[1];
  if (found === undefined) throw new Error(`no ${language} block in the README of ${name}`);
  return found;
}

/** Runs a package's example as a program of its own, against the package's source. */
function runExample(
  name: string,
  options: { code?: string; args?: readonly string[] } = {},
): Promise<Finished> {
  const { code = block(name, "ts"), args = [] } = options;
  const script = typescript.transpile(code, COMPILER_OPTIONS);
  const flags = ["--conditions=source", "--import", "tsx", "--input-type=module"];
  return runNode([...flags, "--eval", script, "--", "example", ...args], join(PACKAGES, name));
}

test.each(readdirSync(PACKAGES))("the README of %s says what it does not do", (name) => {
  expect(readmeOf(name)).toMatch(/does (\*\*)?not/);
});

describe("the example of the README", () => {
  test("of clock fires its timer", async () => {
    expect((await runExample("clock")).stdout).toBe("a second has passed\n");
  });

  test("of command-line prints the value and the help as shown", async () => {
    const { stdout } = await runExample("command-line");
    expect(stdout).toBe(`${block("command-line", "text")}\n`);
  });

  test("of errors throws an error with its code", async () => {
    const { exitCode, stderr } = await runExample("errors");
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/AppError: item is 12 MB, limit is 10 MB [^]*code: 'item_too_large'/);
  });

  test("of http-client prints the reply", async () => {
    const server = createServer((_request, response) => response.end('{"uptime":1}'));
    await once(server.listen(0, "127.0.0.1"), "listening");
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const code = block("http-client", "ts").replace(":8182", `:${String(port)}`);
    const { stdout } = await runExample("http-client", { code });
    server.close();
    expect(stdout).toBe("200 { uptime: 1 }\n");
  });

  test("of telemetry logs one line and prints its metric", async () => {
    const { stdout, stderr } = await runExample("telemetry");
    expect(stdout).toContain("\nworker_starts_total 1\n");
    expect(stderr.replace(STAMP_AND_HOST, "")).toMatch(
      /^signalbox: cachemanager\.worker : \[NOTICE\] Worker started pid=\d+\n$/,
    );
  });

  test("of config prints its configuration as shown", async () => {
    const args = ["--set", "keep_alive=1m", "--print-config"];
    expect((await runExample("config", { args })).stdout).toBe(block("config", "yaml"));
  });
});
