// Usage: node --conditions=source --import tsx scripts/generate-docs.ts --write | --check [--root DIR]
// Writes the generated pages, or names those that differ from what would be written and exits 1.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import type { Page } from "./docs/page.js";
import { pages } from "./docs/pages.js";

const REPOSITORY = join(import.meta.dirname, "..");

async function finalText(page: Page): Promise<string> {
  const filepath = join(REPOSITORY, page.path);
  return format(await page.render(), { ...(await resolveConfig(filepath)), filepath });
}

async function write(root: string): Promise<void> {
  for (const page of pages) {
    const path = join(root, page.path);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, await finalText(page));
    console.log(`wrote ${page.path}`);
  }
}

async function check(root: string): Promise<void> {
  for (const page of pages) {
    const found = await readFile(join(root, page.path), "utf8").catch(() => undefined);
    if (found === (await finalText(page))) continue;
    console.log(`${page.path} is ${found === undefined ? "missing" : "stale"}: run npm run docs`);
    process.exitCode = 1;
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { write: { type: "boolean" }, check: { type: "boolean" }, root: { type: "string" } },
  });
  if (values.write === values.check) throw new Error("give one of --write and --check");
  await (values.write === true ? write : check)(values.root ?? REPOSITORY);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
