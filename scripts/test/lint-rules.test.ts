import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { runNode } from "./run-node.js";

const REPOSITORY = join(import.meta.dirname, "../..");
/** Any file of a domain package: the strictest rules apply. It must be one the TypeScript program knows. */
const LINTED_FILE = "packages/cache-core/src/index.ts";
/** Typed rules read the whole tree before the first file. */
const LINT_TIMEOUT_MS = 120_000;

const faults: readonly (readonly [rule: string, what: string, line: string])[] = [
  ["@typescript-eslint/no-floating-promises", "a forgotten await", "work();"],
  [
    "@typescript-eslint/no-misused-promises",
    "an async callback nobody waits for",
    "[1].forEach(async () => work());",
  ],
  ["no-restricted-globals", "a timer of one's own", "setTimeout(done, 5);"],
  ["no-restricted-properties", "a clock of one's own", "export const nowMs = Date.now();"],
  ["no-restricted-properties", "the process", "export const home = process.env;"],
  ["no-restricted-imports", "I/O in the domain", `export { open } from "node:fs";`],
  ["no-restricted-imports", "a deep import", `export { a } from "@signalbox/clock/dist/a.js";`],
  ["no-restricted-syntax", "a default export", "export default done;"],
  ["no-restricted-syntax", "an enum", "export enum Colour { Red }"],
  ["@typescript-eslint/no-explicit-any", "any", "export let anything: any;"],
];

const preamble = `const work = (): Promise<void> => Promise.resolve();
export const done = (): void => undefined;`;

/** Lints `source` as if it were a file of a domain package; the rules that complain, by line. */
async function rulesByLine(source: string): Promise<Map<number, string[]>> {
  const script = join(import.meta.dirname, "lint-text.mjs");
  const { stdout } = await runNode([script, LINTED_FILE, source], REPOSITORY);
  // What ESLint documents of its messages.
  const messages = JSON.parse(stdout) as { ruleId: string; line: number }[];
  const found = new Map<number, string[]>();
  for (const { line, ruleId } of messages) {
    found.set(line, [...(found.get(line) ?? []), ruleId]);
  }
  return found;
}

describe("the linter refuses", () => {
  let found = new Map<number, string[]>();
  beforeAll(async () => {
    const lines = faults.map(([, , line]) => line).join("\n");
    found = await rulesByLine(`${preamble}\n${lines}\n`);
  }, LINT_TIMEOUT_MS);

  const firstLine = preamble.split("\n").length + 1;
  test.each(faults.map(([rule, what], at) => ({ what, rule, line: firstLine + at })))(
    "$what ($rule)",
    ({ rule, line }) => {
      expect(found.get(line)).toContain(rule);
    },
  );

  test("and nothing else", () => {
    expect([...found.keys()].every((line) => line >= firstLine)).toBe(true);
  });
});
