import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";

const SOURCES = join(import.meta.dirname, "../src");
const LIGHT = ["@signalbox/errors", "node:util"];

test("nothing is loaded that a tool started thousands of times would pay for", () => {
  const imported = readdirSync(SOURCES).flatMap((file) => {
    const source = readFileSync(join(SOURCES, file), "utf8");
    return [...source.matchAll(/(?:from |import )\(?"([^".][^"]*)"/g)].map(([, name]) => name);
  });
  expect([...new Set(imported)].sort()).toEqual(LIGHT);
});
