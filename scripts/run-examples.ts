// Usage: node --conditions=source --import tsx scripts/run-examples.ts [--dir DIR]
// Runs every *.ts and *.sh of examples/ that ends in an `Output:` comment and compares what it prints with it.
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { difference, expectedOutput } from "./examples/expected-output.js";

const REPOSITORY = join(import.meta.dirname, "..");
const EXAMPLE_TIMEOUT_MS = 60_000;

interface Run {
  readonly stdout: string;
  /** Undefined when the example ended well. */
  readonly failure: string | undefined;
}

function run(path: string): Promise<Run> {
  const [command, args] = path.endsWith(".ts")
    ? [process.execPath, ["--conditions=source", "--import", "tsx", path]]
    : ["bash", [path]];
  return new Promise((resolve) => {
    execFile(
      command,
      args,
      { cwd: REPOSITORY, timeout: EXAMPLE_TIMEOUT_MS },
      (error, stdout, stderr) => {
        const failure = error ? `${error.message.split("\n")[0] ?? ""}\n${stderr}` : undefined;
        resolve({ stdout, failure });
      },
    );
  });
}

async function problemWith(path: string, expected: readonly string[]): Promise<string | undefined> {
  const { stdout, failure } = await run(path);
  return failure ?? difference(expected, stdout);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { dir: { type: "string" } } });
  const dir = values.dir ?? join(REPOSITORY, "examples");
  for (const name of readdirSync(dir)
    .filter((entry) => /\.(?:ts|sh)$/.test(entry))
    .sort()) {
    const path = join(dir, name);
    const expected = expectedOutput(readFileSync(path, "utf8"));
    const problem = expected && (await problemWith(path, expected));
    console.log(`${name}: ${expected ? (problem ?? "ok") : "no Output: block, not run"}`);
    if (problem !== undefined) process.exitCode = 1;
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
