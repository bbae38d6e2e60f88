import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";

const SOURCES = join(import.meta.dirname, "../src");

/** What a file loads at once: its imports and re-exports, types and `import()` left out. */
function loadedBy(file: string): readonly string[] {
  const source = readFileSync(file, "utf8");
  const statements = source.matchAll(/^(?:import|export) (?!type )[^;]*?from "([^"]+)";/gms);
  return [...statements].map(([, name = ""]) => name);
}

/** Everything that is loaded with a file: our own files, and the names of packages and built-in modules. */
function closure(entry: string) {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    for (const name of loadedBy(file)) {
      if (name.startsWith(".")) visit(join(dirname(file), name.replace(/\.js$/, ".ts")));
      else packages.add(name);
    }
  };
  visit(join(SOURCES, entry));
  return { files, packages };
}

/** `@signalbox/*` packages that load nothing but built-in modules. */
const LIGHT = [
  "@signalbox/clock",
  "@signalbox/command-line",
  "@signalbox/errors",
  "@signalbox/plugin-sdk",
];

describe("what stands in front of every check loads little", () => {
  test.each(["main.ts", "run/run-command.ts", "data/get.ts", "data/set.ts", "data/del.ts"])(
    "%s",
    (entry) => {
      const { packages } = closure(entry);
      const heavy = [...packages].filter(
        (name) => !name.startsWith("node:") && !LIGHT.includes(name),
      );
      expect(heavy).toEqual([]);
    },
  );

  test("a result from the cache is replayed without what it takes to run a command", () => {
    const { packages } = closure("run/run-command.ts");
    expect(packages).not.toContain("node:child_process");
  });

  test("check/check.ts", () => {
    const { packages } = closure("check/check.ts");
    expect(packages).not.toContain("@signalbox/http-client");
    expect(packages).not.toContain("@signalbox/config");
  });

  test("the rule would notice: keys loads the HTTP client and the tables", () => {
    const { packages } = closure("admin/keys.ts");
    expect(packages).toContain("@signalbox/http-client");
    expect(packages).toContain("cli-table3");
  });

  test("only main.ts touches the process's arguments, environment, signals and streams", () => {
    const { files } = closure("main.ts");
    expect(files.size).toBeGreaterThan(1);
    const allowed = /process\.kill\(-/;
    for (const entry of ["dispatch.ts", "run/run-command.ts", "top/top.ts", "check/check.ts"]) {
      for (const file of closure(entry).files) {
        const uses = readFileSync(file, "utf8").match(/\bprocess\.\w+\([^)]{0,1}|\bprocess\.\w+/g);
        expect((uses ?? []).filter((use) => !allowed.test(use))).toEqual([]);
      }
    }
  });
});
