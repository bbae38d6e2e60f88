import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { runNode, type Finished } from "./run-node.js";
import { aTree } from "./temp-tree.js";

const REPOSITORY = join(import.meta.dirname, "../..");
/** The examples start services of their own. */
const ALL_EXAMPLES_TIMEOUT_MS = 120_000;

function runExamples(...args: string[]): Promise<Finished> {
  const script = join(REPOSITORY, "scripts/run-examples.ts");
  return runNode(["--conditions=source", "--import", "tsx", script, ...args], REPOSITORY);
}

test(
  "every example of this repository prints what it promises",
  async () => {
    const { exitCode, stdout, stderr } = await runExamples();
    expect({ exitCode, output: stdout + stderr }).toMatchObject({ exitCode: 0 });
  },
  ALL_EXAMPLES_TIMEOUT_MS,
);

test("an example that prints something else, or fails, is named with the reason", async () => {
  const dir = aTree({
    "a-right.ts": `const port: number = 81;\nconsole.log("port", port);\n\n// Output:\n// port ...\n`,
    "b-right.sh": `echo one; echo\n\n# Output:\n# one\n`,
    "c-wrong.sh": `echo one\n\n# Output:\n# two\n`,
    "d-short.sh": `echo one\n\n# Output:\n# one\n# two\n`,
    "e-fails.sh": `echo one; exit 3\n\n# Output:\n# one\n`,
    "f-none.sh": `exit 1\n`,
    "notes.md": "",
  });
  const { stdout, exitCode } = await runExamples("--dir", dir);
  const lines = stdout.split("\n");
  expect(lines.slice(0, 5)).toEqual([
    "a-right.ts: ok",
    "b-right.sh: ok",
    `c-wrong.sh: line 1: expected "two", got "one"`,
    `d-short.sh: line 2: expected "two", got no line`,
    expect.stringMatching(/^e-fails\.sh: Command failed/),
  ]);
  expect(lines).toContain("f-none.sh: no Output: block, not run");
  expect(exitCode).toBe(1);
});
