import { readFile } from "node:fs/promises";
import { runInNewContext } from "node:vm";
import { expect, test } from "@jest/globals";
import * as model from "../src/index.js";

test("the example of the README runs and prints what it says", async () => {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const promised = Array.from(code.matchAll(/\/\/ prints: (.*)/g), ([, text]) => text);
  const printed: string[] = [];
  const console = { log: (text: unknown) => printed.push(String(text)) };
  // What is imported is handed in instead.
  const body = code.replace(/^import [\s\S]*?;$/gm, "");
  runInNewContext(body, { ...model, console });
  expect(promised.length).toBeGreaterThan(0);
  expect(printed).toEqual(promised);
});
