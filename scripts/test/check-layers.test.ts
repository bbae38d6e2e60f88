import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { runNode, type Finished } from "./run-node.js";
import { aTree } from "./temp-tree.js";

const REPOSITORY = join(import.meta.dirname, "../..");

function checkLayers(root: string): Promise<Finished> {
  return runNode([join(REPOSITORY, "scripts/check-layers.mjs"), "--root", root]);
}

const TABLE = `
| layer     | packages                                  |
| --------- | ----------------------------------------- |
| L0 base   | base, errors                              |
| L1 kits   | kit, tools                                |
| L2 domain | core, ideas (planned)                     |
| L4        | service                                   |
| private   | integration, examples                     |
`;

const exportsOf = { ".": "./dist/index.js", "./testing": "./dist/testing/index.js" };

function manifest(folder: string, ...siblings: string[]): string {
  const dependencies = Object.fromEntries(siblings.map((name) => [`@signalbox/${name}`, "0.1.0"]));
  const text = { name: `@signalbox/${folder}`, exports: exportsOf, dependencies };
  return JSON.stringify(text, undefined, 2);
}

function tsconfig(...folders: string[]): string {
  return JSON.stringify({ references: folders.map((folder) => ({ path: `../${folder}` })) });
}

/** A small repository without fault. */
const sound: Readonly<Record<string, string>> = {
  "docs/architecture.md": TABLE,
  "tsconfig.json": JSON.stringify({
    references: ["base", "errors", "kit", "tools", "core", "service"].map((folder) => ({
      path: `packages/${folder}`,
    })),
  }),
  ...Object.fromEntries(
    ["base", "errors"].flatMap((folder) => [
      [`packages/${folder}/package.json`, manifest(folder)],
      [`packages/${folder}/tsconfig.json`, tsconfig()],
      [`packages/${folder}/src/index.ts`, `export const a = 1;`],
    ]),
  ),
  ...Object.fromEntries(
    ["kit", "tools", "core"].flatMap((folder) => [
      [`packages/${folder}/package.json`, manifest(folder, "base")],
      [`packages/${folder}/tsconfig.json`, tsconfig("base")],
      [`packages/${folder}/src/index.ts`, `export { a } from "./a.js";`],
      [`packages/${folder}/src/a.ts`, `import { readFileSync } from "node:path";`],
      [`packages/${folder}/src/testing/b.ts`, `import { a } from "@signalbox/base/testing";`],
    ]),
  ),
  "packages/service/package.json": manifest("service", "base", "core"),
  "packages/service/tsconfig.json": tsconfig("base", "core"),
  "packages/service/src/index.ts": `export { a } from "./a.js";`,
  "packages/service/src/a.ts": `import "@signalbox/core";\nimport type { A } from "@signalbox/base";`,
  "packages/service/test/a.test.ts": `import { a } from "../src/index.js";`,
  "packages/integration/package.json": manifest("integration", "service"),
  "packages/integration/test/a.test.ts": `import "@signalbox/service";`,
  "examples/a.ts": `import "@signalbox/service";`,
};

test("a repository without fault passes in silence", async () => {
  expect(await checkLayers(aTree(sound))).toEqual({ exitCode: 0, stdout: "", stderr: "" });
});

test("this repository passes", async () => {
  expect((await checkLayers(REPOSITORY)).stdout).toBe("");
});

test("a folder that is no repository is bad usage", async () => {
  expect((await checkLayers(aTree({}))).exitCode).toBe(2);
});

const SERVICE = "packages/service/src/bad.ts";
const KIT = "packages/kit/src/bad.ts";
const CORE = "packages/core/src/bad.ts";

describe("an import is found in every form", () => {
  test.each([
    `import { a } from "@signalbox/kit";`,
    `import a, * as b from '@signalbox/kit';`,
    `import type { A } from "@signalbox/kit";`,
    `import "@signalbox/kit";`,
    `import a = require("@signalbox/kit");`,
    `export * from "@signalbox/kit";`,
    `export { type A } from "@signalbox/kit";`,
    `export type { A } from "@signalbox/kit";`,
    `const a = await import("@signalbox/kit");`,
    "const a = await import(`@signalbox/kit`);",
    `type A = import("@signalbox/kit").A;`,
    `const a = { ...require("@signalbox/kit") };`,
    `require.resolve("@signalbox/kit");`,
    `import.meta.resolve("@signalbox/kit");`,
    `import {\n a,\n} from "@signalbox/kit";`,
    `const a = \`\${await import("@signalbox/kit")}\`;`,
    `const quote = /["'\`]/; import("@signalbox/kit");`,
    `const half = a / b; import("@signalbox/kit"); c / d;`,
  ])("%s", async (source) => {
    const { stdout, exitCode } = await checkLayers(aTree({ ...sound, [SERVICE]: source }));
    expect(stdout).toMatch(
      /^packages\/service\/src\/bad\.ts:\d+: @signalbox\/kit is not in the dep/m,
    );
    expect(exitCode).toBe(1);
  });

  test.each([
    `// import "@signalbox/kit";`,
    `/* import "@signalbox/kit"; */`,
    `const a = 'import "@signalbox/kit"';`,
    "const a = `import('@signalbox/kit')`;",
    `const a = { from: "@signalbox/kit" };`,
    `loader.require("@signalbox/kit");`,
    `const a = /import("@signalbox\\/kit")/;`,
  ])("but not in %s", async (source) => {
    expect((await checkLayers(aTree({ ...sound, [SERVICE]: source }))).stdout).toBe("");
  });
});

describe("a planted fault is named with its file and line", () => {
  test.each<[string, Record<string, string>, string]>([
    [
      "an import of the same layer",
      { [KIT]: `\nimport "@signalbox/tools";` },
      `${KIT}:2: kit (L1) may not use @signalbox/tools (L1): only lower layers`,
    ],
    [
      "an import of a higher layer",
      { [KIT]: `import "@signalbox/service";` },
      `${KIT}:1: kit (L1) may not use @signalbox/service (L4): only lower layers`,
    ],
    [
      "a domain package that uses a kit",
      { [CORE]: `import "@signalbox/kit";` },
      `${CORE}:1: core (L2) may not use @signalbox/kit (L1): the domain uses L0 only`,
    ],
    [
      "an import of a private package",
      { [SERVICE]: `import "@signalbox/integration";` },
      `${SERVICE}:1: @signalbox/integration is private or in no layer`,
    ],
    [
      "an import of a package that is not there",
      { [SERVICE]: `import "@signalbox/nowhere";` },
      `${SERVICE}:1: @signalbox/nowhere is not a package of this repository`,
    ],
    [
      "an import of itself",
      { [SERVICE]: `import "@signalbox/service";` },
      `${SERVICE}:1: @signalbox/service imports itself by name: use a relative path`,
    ],
    [
      "an undeclared sibling of a lower layer",
      { [SERVICE]: `import "@signalbox/errors";` },
      `${SERVICE}:1: @signalbox/errors is not in the dependencies of packages/service/package.json`,
    ],
    [
      "an undeclared package from elsewhere",
      { [SERVICE]: `import express from "express";` },
      `${SERVICE}:1: express is not in the dependencies of packages/service/package.json`,
    ],
    [
      "a deep import",
      { [SERVICE]: `import "@signalbox/core/dist/store.js";` },
      `${SERVICE}:1: deep import @signalbox/core/dist/store.js: only the exports of @signalbox/core are public`,
    ],
    [
      "a deep import in a test",
      { "packages/service/test/b.test.ts": `import "@signalbox/core/src/store.js";` },
      "packages/service/test/b.test.ts:1: deep import @signalbox/core/src/store.js: only the exports of @signalbox/core are public",
    ],
    [
      "an import by path out of the package",
      { [SERVICE]: `import "../../core/src/store.js";` },
      `${SERVICE}:1: reaches into another package by path (../../core/src/store.js): import its name`,
    ],
    [
      "an import by path out of an example",
      { "examples/b.ts": `import "../packages/core/src/store.js";` },
      "examples/b.ts:1: reaches into another package by path (../packages/core/src/store.js): import its name",
    ],
    [
      "an alias",
      { [SERVICE]: `import "#core";` },
      `${SERVICE}:1: imports the alias #core: name the file or the package`,
    ],
    [
      "a fake in shipped code",
      { [SERVICE]: `import "@signalbox/base/testing";` },
      `${SERVICE}:1: @signalbox/base/testing is for tests and for src/testing`,
    ],
    [
      "a computed import",
      { [SERVICE]: `import(name);` },
      `${SERVICE}:1: imports a computed name, which cannot be checked: write it out`,
    ],
    [
      "a built-in I/O module in a domain package",
      { [CORE]: `import { open } from "node:fs/promises";` },
      `${CORE}:1: node:fs/promises does input or output; a domain package (L2) may not import it`,
    ],
    [
      "an I/O library in a domain package",
      { [CORE]: `import express from "express";` },
      `${CORE}:1: express does input or output; a domain package (L2) may not import it`,
    ],
    [
      "a dependency of the wrong layer",
      {
        "packages/kit/package.json": manifest("kit", "base", "service"),
        "packages/kit/tsconfig.json": tsconfig("base", "service"),
      },
      "packages/kit/package.json:9: kit (L1) may not use @signalbox/service (L4): only lower layers",
    ],
    [
      "a dependency nobody uses",
      {
        "packages/kit/package.json": manifest("kit", "base", "errors"),
        "packages/kit/tsconfig.json": tsconfig("base", "errors"),
      },
      "packages/kit/package.json:9: @signalbox/errors is declared but not imported in src",
    ],
    [
      "a dependency from elsewhere nobody uses",
      {
        "packages/kit/package.json": manifest("kit", "base").replace(
          '"@signalbox/base"',
          '"left-over": "1.0.0", "@signalbox/base"',
        ),
      },
      "packages/kit/package.json:8: left-over is declared but not imported in src",
    ],
    [
      "a reference that is missing",
      { "packages/service/tsconfig.json": tsconfig("core") },
      "packages/service/tsconfig.json:1: base is a dependency but not in the references",
    ],
    [
      "a reference too many",
      { "packages/service/tsconfig.json": tsconfig("core", "base", "kit") },
      "packages/service/tsconfig.json:1: kit is in the references but not a dependency",
    ],
    [
      "a package missing from the table",
      { "packages/stray/package.json": manifest("stray") },
      "packages/stray/package.json:1: stray is not in the table of docs/architecture.md",
    ],
    [
      "a package missing from the root tsconfig",
      { "tsconfig.json": sound["tsconfig.json"]?.replace("packages/kit", "packages/errors") ?? "" },
      "tsconfig.json:1: packages/kit is not in the references",
    ],
    [
      "a package in the table that is not there",
      { "docs/architecture.md": TABLE.replace("core, ideas (planned)", "core, ideas") },
      "docs/architecture.md:1: packages/ideas does not exist: remove it or mark it (planned)",
    ],
    [
      "a package in the table that came to be",
      { "docs/architecture.md": TABLE.replace("| core,", "| core (planned),") },
      "docs/architecture.md:1: core exists: remove its (planned)",
    ],
    [
      "a package in two layers",
      { "docs/architecture.md": TABLE.replace("| service ", "| service, kit ") },
      "docs/architecture.md:7: kit is listed twice",
    ],
    [
      "a row that cannot be read",
      { "docs/architecture.md": TABLE.replace("| L4 ", "| four ") },
      "docs/architecture.md:7: this row names no layer (`L0` ... or `private`)",
    ],
    [
      "a table that is not there",
      { "docs/architecture.md": "# Architecture" },
      "docs/architecture.md:1: there is no table `| layer | packages |`",
    ],
  ])("%s", async (_what, planted, expected) => {
    const { stdout, exitCode } = await checkLayers(aTree({ ...sound, ...planted }));
    expect(stdout.split("\n")).toContain(expected);
    expect(exitCode).toBe(1);
  });
});
