import { builtinModules } from "node:module";
import { posix } from "node:path";
import { ioModules } from "./io-modules.mjs";

const BUILT_IN = new Set(builtinModules);
const IO = new Set(ioModules);
const DOMAIN_LEVEL = 2;

/**
 * What is wrong with the imports of all source files.
 *
 * @param {{ workspace: import("./workspace.mjs").Workspace,
 *   packages: Map<string, import("./layer-table.mjs").PackageInLayer> }} map
 * @returns {{ file: string, line: number, reason: string }[]}
 */
export function importProblems(map) {
  const { members, outside } = map.workspace;
  return [
    ...members.flatMap((member) => [
      ...inFiles(member.src, (file, name) => inSource(map, member, file, name)),
      ...inFiles(member.others, (file, name) =>
        notPublic(map, `packages/${member.folder}`, file, name),
      ),
    ]),
    ...inFiles(outside, (file, name) => notPublic(map, file.path.split("/")[0], file, name)),
  ];
}

function inFiles(files, judge) {
  return files.flatMap((file) =>
    file.imports.flatMap(({ name, line }) => {
      const reason = judge(file, name);
      return reason === undefined ? [] : [{ file: file.path, line, reason }];
    }),
  );
}

/** The rules for shipped code, the first broken one. */
function inSource(map, member, file, name) {
  if (name === undefined) return "imports a computed name, which cannot be checked: write it out";
  return (
    notPublic(map, `packages/${member.folder}`, file, name) ??
    fakeInProduction(map, file, name) ??
    inputOutput(map, member, name) ??
    wrongLayer(map, member, name) ??
    undeclared(member, name)
  );
}

/** Any file: other packages are entered through their `exports` and nowhere else. */
function notPublic(map, home, file, name) {
  if (name === undefined) return undefined;
  if (name.startsWith("#")) return `imports the alias ${name}: name the file or the package`;
  if (name.startsWith(".") || name.startsWith("/") || name.startsWith("file:")) {
    const path = posix.join(posix.dirname(file.path), name);
    const isInside = name.startsWith(".") && (path === home || path.startsWith(`${home}/`));
    const isPackage =
      !name.startsWith(".") || path.startsWith("packages/") || path.startsWith("..");
    if (isInside || !isPackage) return undefined;
    return `reaches into another package by path (${name}): import its name`;
  }
  const target = targetOf(map, name);
  if (target === undefined || target.subpath === "") return undefined;
  const isExported = Object.hasOwn(target.member?.manifest.exports ?? {}, `.${target.subpath}`);
  return isExported
    ? undefined
    : `deep import ${name}: only the exports of ${target.name} are public`;
}

function fakeInProduction(map, file, name) {
  const isFake = targetOf(map, name)?.subpath === "/testing";
  if (!isFake || file.path.includes("/src/testing/")) return undefined;
  return `${name} is for tests and for src/testing`;
}

function inputOutput(map, member, name) {
  if (map.packages.get(member.folder)?.level !== DOMAIN_LEVEL) return undefined;
  const isIo = IO.has(name) || IO.has(packageNameOf(name));
  return isIo ? `${name} does input or output; a domain package (L2) may not import it` : undefined;
}

function wrongLayer(map, member, name) {
  const target = targetOf(map, name);
  return target && layerProblem(map, member, target);
}

/**
 * Why `member` may not depend on `target`, if it may not.
 *
 * @returns {string | undefined}
 */
export function layerProblem({ packages }, member, target) {
  if (target.name === member.name)
    return `${member.name} imports itself by name: use a relative path`;
  if (!target.member) return `${target.name} is not a package of this repository`;
  const own = packages.get(member.folder)?.level;
  if (own === undefined) return undefined; // Private, or missing from the table, which is reported once.
  const level = packages.get(target.member.folder)?.level;
  if (level === undefined) return `${target.name} is private or in no layer`;
  if (level >= own) {
    return `${member.folder} (L${own}) may not use ${target.name} (L${level}): only lower layers`;
  }
  if (own === DOMAIN_LEVEL && level > 0) {
    return `${member.folder} (L2) may not use ${target.name} (L${level}): the domain uses L0 only`;
  }
  return undefined;
}

function undeclared(member, name) {
  if (name.startsWith(".") || name.startsWith("node:") || BUILT_IN.has(name)) return undefined;
  const wanted = packageNameOf(name);
  if (BUILT_IN.has(wanted) || Object.hasOwn(declaredBy(member), wanted)) return undefined;
  return `${wanted} is not in the dependencies of ${member.manifestPath}`;
}

/** Everything a member may count on at run time. */
export function declaredBy({ manifest }) {
  return {
    ...manifest.dependencies,
    ...manifest.optionalDependencies,
    ...manifest.peerDependencies,
  };
}

/** The package of this repository that `name` means: what follows its name is the subpath. */
export function targetOf({ workspace }, name) {
  const wanted = packageNameOf(name);
  const member = workspace.members.find((candidate) => candidate.name === wanted);
  if (!member && !wanted.startsWith("@signalbox/")) return undefined;
  return { name: wanted, member, subpath: name.slice(wanted.length) };
}

/** `@scope/name/sub/path` belongs to `@scope/name`. */
export function packageNameOf(name) {
  const parts = name.split("/");
  return parts.slice(0, name.startsWith("@") ? 2 : 1).join("/");
}
