import { readFile } from "node:fs/promises";
import { runInNewContext } from "node:vm";
import { expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import * as ingest from "../src/index.js";
import { ARRIVAL_MS } from "./parse-fixture.js";

test("the example of the README runs and prints what it says", async () => {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const promised = Array.from(code.matchAll(/\/\/ prints: (.*)/g), ([, text]) => text);
  const printed: string[] = [];
  const console = { log: (text: unknown) => printed.push(String(text)) };
  // What is imported is handed in instead.
  const body = code.replace(/^import [\s\S]*?;$/gm, "");
  const clock = new FakeClock({ wallMs: ARRIVAL_MS });
  runInNewContext(body, { ...ingest, clock, Buffer, console });
  expect(promised.length).toBeGreaterThan(0);
  expect(printed).toEqual(promised);
});
