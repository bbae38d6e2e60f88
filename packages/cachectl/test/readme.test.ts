import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { commandSpecs } from "../src/command-specs.js";
import { startCacheStub } from "./cache-stub.js";

const PACKAGE = join(import.meta.dirname, "..");
const EXAMPLE = /<!-- runs -->\n\n```sh\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/;

test("the example prints what the README says", async () => {
  const readme = await readFile(join(PACKAGE, "README.md"), "utf8");
  const [, script = "", expected = ""] = EXAMPLE.exec(readme) ?? [];
  const stub = await startCacheStub();
  const folder = await mkdtemp(join(tmpdir(), "cachectl-"));
  const tool = [process.execPath, "--conditions=source", "--import", import.meta.resolve("tsx")];
  const words = [...tool, join(PACKAGE, "src/main.ts")].map((word) => `'${word}'`).join(" ");
  const { stdout } = await promisify(execFile)(
    "sh",
    ["-c", `cachectl() { ${words} "$@"; }\n${script}`],
    {
      cwd: folder,
      env: {
        PATH: process.env["PATH"],
        OPSVIEW_CACHE_MANAGER_HOST: stub.host,
        OPSVIEW_CACHE_MANAGER_PORT: String(stub.port),
      },
    },
  );
  await stub.close();
  await rm(folder, { recursive: true });
  expect(stdout).toBe(expected);
});

test("every command and every option the README names exists", async () => {
  const readme = await readFile(join(PACKAGE, "README.md"), "utf8");
  const names = new Set(commandSpecs.map(({ name }) => name));
  const options = new Set(commandSpecs.flatMap((spec) => spec.options.map(({ name }) => name)));
  const called = [...readme.matchAll(/(?:^|\(|`)cachectl ([a-z]+)/gm)].map(([, name]) => name);
  expect(called.filter((name) => !names.has(name ?? ""))).toEqual([]);
  const named = [...readme.matchAll(/`?--([a-z][a-z0-9-]*)/g)].map(([, name]) => name);
  expect(named.filter((name) => !options.has(name ?? ""))).toEqual([]);
});
