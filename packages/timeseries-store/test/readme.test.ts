import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { format } from "node:util";
import { runInNewContext } from "node:vm";
import { expect, test } from "@jest/globals";
import { systemClock as clock } from "@signalbox/clock";
import { openSqliteStore, type SqliteStoreOptions } from "../src/index.js";

test("the example of the README runs and prints what it says", async () => {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const promised = Array.from(code.matchAll(/\/\/ prints: (.*)/g), ([, text]) => text);
  const printed: string[] = [];
  const folder = await mkdtemp(join(tmpdir(), "signalbox-readme-"));
  try {
    // What is imported is handed in instead; the file goes into a folder of the test.
    const body = code.replace(/^import [\s\S]*?;$/gm, "");
    await runInNewContext(`(async () => {${body}})()`, {
      clock,
      console: { log: (...all: unknown[]) => printed.push(format(...all)) },
      openSqliteStore: (options: SqliteStoreOptions) =>
        openSqliteStore({ ...options, file: join(folder, options.file) }),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  expect(promised.length).toBeGreaterThan(0);
  expect(printed).toEqual(promised);
});
