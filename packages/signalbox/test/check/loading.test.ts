import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";

const SOURCES = join(import.meta.dirname, "../../src");
/** `@signalbox/*` packages that load nothing but built-in modules. */
const LIGHT = [
  "@signalbox/clock",
  "@signalbox/command-line",
  "@signalbox/errors",
  "@signalbox/plugin-sdk",
];

/** What a file loads at once: its imports and re-exports, types and `import()` left out. */
function loadedBy(file: string): readonly string[] {
  const source = readFileSync(file, "utf8");
  const statements = source.matchAll(/^(?:import|export) (?!type )[^;]*?from "([^"]+)";/gms);
  return [...statements].map(([, name = ""]) => name);
}

/** Names of packages and built-in modules that are loaded with a file. */
function packagesOf(entry: string): readonly string[] {
  const seen = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const name of loadedBy(file)) {
      if (name.startsWith(".")) visit(join(dirname(file), name.replace(/\.js$/, ".ts")));
      else packages.add(name);
    }
  };
  visit(join(SOURCES, entry));
  return [...packages];
}

describe("a check starts quickly because it loads little", () => {
  test("main.ts loads nothing before it knows what is asked", () => {
    expect(packagesOf("main.ts")).toEqual([]);
  });

  test.each(["check/check-main.ts", "check/datastore/datastore-check.ts"])("%s", (entry) => {
    expect(packagesOf(entry).filter((name) => !LIGHT.includes(name))).toEqual([]);
  });

  test("the rule would notice: the list of services loads the configuration kit", () => {
    expect(packagesOf("dispatch.ts")).toContain("@signalbox/config");
  });
});
