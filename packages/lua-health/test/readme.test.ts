import { readFile } from "node:fs/promises";
import { runInNewContext } from "node:vm";
import { expect, test } from "@jest/globals";
import { systemClock } from "@signalbox/clock";
import { InputStore } from "@signalbox/selection-input";
import { startLuaEngine } from "../src/index.js";

test("the example of the README runs and prints what it says", async () => {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const promised = Array.from(code.matchAll(/\/\/ prints: (.*)/g), ([, text]) => text);
  const printed: string[] = [];
  const console = {
    log: (...texts: unknown[]) => printed.push(texts.map((text) => JSON.stringify(text)).join(" ")),
  };
  // What is imported is handed in instead; a busy machine gets more time than the default.
  const patient: typeof startLuaEngine = (options) =>
    startLuaEngine({ ...options, limits: { evaluationMs: 2000, graceMs: 10_000 } });
  const body = code.replace(/^import [\s\S]*?;$/gm, "");
  await runInNewContext(`(async () => {${body}})()`, {
    systemClock,
    InputStore,
    startLuaEngine: patient,
    console,
  });
  expect(promised.length).toBeGreaterThan(0);
  expect(printed).toEqual(promised);
});
