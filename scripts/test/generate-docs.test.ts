import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { httpStatus } from "@signalbox/errors";
import { runNode, type Finished } from "./run-node.js";
import { aTree } from "./temp-tree.js";

const REPOSITORY = join(import.meta.dirname, "../..");
/** Each run loads every service from source. */
const TIMEOUT_MS = 120_000;
const ERRORS_PAGE = "docs/reference/errors.md";

function generateDocs(...args: string[]): Promise<Finished> {
  const script = join(REPOSITORY, "scripts/generate-docs.ts");
  return runNode(["--conditions=source", "--import", "tsx", script, ...args], REPOSITORY);
}

test(
  "pages just written pass the check, a changed or missing one is named",
  async () => {
    const root = aTree({});
    const missing = await generateDocs("--check", "--root", root);
    expect(missing.stdout).toContain(`${ERRORS_PAGE} is missing: run npm run docs`);
    expect(missing.exitCode).toBe(1);

    expect((await generateDocs("--write", "--root", root)).exitCode).toBe(0);
    expect(await generateDocs("--check", "--root", root)).toMatchObject({
      exitCode: 0,
      stdout: "",
    });

    const path = join(root, ERRORS_PAGE);
    writeFileSync(path, readFileSync(path, "utf8").replace("404", "410"));
    expect(await generateDocs("--check", "--root", root)).toMatchObject({
      exitCode: 1,
      stdout: `${ERRORS_PAGE} is stale: run npm run docs\n`,
    });
  },
  TIMEOUT_MS,
);

test("the errors page has one row for each code", () => {
  const page = readFileSync(join(REPOSITORY, ERRORS_PAGE), "utf8");
  const codes = [...page.matchAll(/^\| `(\w+)`/gm)].map(([, code]) => code);
  expect(codes).toEqual(Object.keys(httpStatus));
});

test(
  "neither or both of --write and --check is bad usage",
  async () => {
    expect((await generateDocs()).exitCode).toBe(2);
    expect((await generateDocs("--check", "--write")).exitCode).toBe(2);
  },
  TIMEOUT_MS,
);
