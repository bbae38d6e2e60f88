import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, relative, resolve, sep } from "node:path";
import { importsOf } from "./imports.mjs";

/**
 * @typedef {object} SourceFile
 * @property {string} path relative to the root
 * @property {import("./imports.mjs").Import[]} imports
 *
 * @typedef {object} Member one folder of `packages/`
 * @property {string} folder
 * @property {string} name as in package.json
 * @property {string} manifestPath relative to the root
 * @property {string} manifestText
 * @property {Record<string, unknown>} manifest
 * @property {string | undefined} tsconfigPath relative to the root
 * @property {string[]} references folders the tsconfig refers to
 * @property {SourceFile[]} src
 * @property {SourceFile[]} others tests and benchmarks
 *
 * @typedef {object} Workspace
 * @property {string} root
 * @property {Member[]} members
 * @property {string[]} rootReferences folders the root tsconfig refers to
 * @property {SourceFile[]} outside sources of examples, bench and scripts
 */

const SOURCE = /\.[cm]?[jt]sx?$/;
const SKIPPED = new Set(["node_modules", "dist", "coverage"]);

/**
 * Reads everything the rules look at.
 *
 * @param {string} root
 * @returns {Workspace}
 */
export function readWorkspace(root) {
  const packagesDir = join(root, "packages");
  const folders = readdirSync(packagesDir).filter((folder) =>
    existsSync(join(packagesDir, folder, "package.json")),
  );
  return {
    root,
    members: folders.sort().map((folder) => readMember(root, folder)),
    rootReferences: referencesOf(join(root, "tsconfig.json")),
    outside: ["examples", "bench", "scripts"].flatMap((dir) => sourcesIn(root, join(root, dir))),
  };
}

function readMember(root, folder) {
  const dir = join(root, "packages", folder);
  const manifestText = readFileSync(join(dir, "package.json"), "utf8");
  const manifest = JSON.parse(manifestText);
  const tsconfig = join(dir, "tsconfig.json");
  return {
    folder,
    name: manifest.name,
    manifestPath: pathFrom(root, join(dir, "package.json")),
    manifestText,
    manifest,
    tsconfigPath: existsSync(tsconfig) ? pathFrom(root, tsconfig) : undefined,
    references: referencesOf(tsconfig),
    src: sourcesIn(root, join(dir, "src")),
    others: ["test", "bench"].flatMap((part) => sourcesIn(root, join(dir, part))),
  };
}

function referencesOf(tsconfig) {
  if (!existsSync(tsconfig)) return [];
  const { references = [] } = JSON.parse(readFileSync(tsconfig, "utf8"));
  return references.map(({ path }) => basename(resolve(tsconfig, "..", path)));
}

function sourcesIn(root, dir) {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : sourcesIn(root, path);
    if (!entry.isFile() || !SOURCE.test(entry.name)) return [];
    return [{ path: pathFrom(root, path), imports: importsOf(readFileSync(path, "utf8")) }];
  });
}

const pathFrom = (root, path) => relative(root, path).split(sep).join("/");
