#!/usr/bin/env node
// Usage: node scripts/check-layers.mjs [--root DIR]
// Compares the layer table of docs/architecture.md with imports, dependencies and TypeScript references.
// Prints one `file:line: reason` for each difference and exits 1 if there is any, 2 on bad usage.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { importProblems } from "./layers/import-rules.mjs";
import { readLayerTable } from "./layers/layer-table.mjs";
import { manifestProblems } from "./layers/manifest-rules.mjs";
import { readWorkspace } from "./layers/workspace.mjs";

const TABLE_FILE = "docs/architecture.md";

function findProblems(root) {
  const table = readLayerTable(readFileSync(join(root, TABLE_FILE), "utf8"));
  const map = { workspace: readWorkspace(root), packages: table.packages };
  return [
    ...table.problems.map((problem) => ({ file: TABLE_FILE, ...problem })),
    ...manifestProblems(map),
    ...importProblems(map),
  ];
}

function main() {
  const { values } = parseArgs({ options: { root: { type: "string" } } });
  const root = resolve(values.root ?? join(import.meta.dirname, ".."));
  const problems = findProblems(root);
  for (const { file, line, reason } of problems) console.log(`${file}:${line}: ${reason}`);
  if (problems.length > 0) {
    console.log(`${problems.length} differences from ${TABLE_FILE}`);
    process.exitCode = 1;
  }
}

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
