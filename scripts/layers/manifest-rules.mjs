import { declaredBy, layerProblem, packageNameOf, targetOf } from "./import-rules.mjs";

const TABLE_FILE = "docs/architecture.md";

/**
 * What is wrong between folders, manifests, tsconfigs and the table.
 *
 * @param {{ workspace: import("./workspace.mjs").Workspace,
 *   packages: Map<string, import("./layer-table.mjs").PackageInLayer> }} map
 * @returns {{ file: string, line: number, reason: string }[]}
 */
export function manifestProblems(map) {
  return [
    ...absentees(map),
    ...map.workspace.members.flatMap((member) => [
      ...listing(map, member),
      ...dependencies(map, member),
      ...references(map, member),
    ]),
  ];
}

/** Table rows without a folder. `examples` stands beside `packages/`. */
function absentees({ workspace, packages }) {
  const folders = new Set(workspace.members.map(({ folder }) => folder));
  return [...packages]
    .filter(
      ([name, { level, isPlanned }]) => level !== undefined && !isPlanned && !folders.has(name),
    )
    .map(([name]) => ({
      file: TABLE_FILE,
      line: 1,
      reason: `packages/${name} does not exist: remove it or mark it (planned)`,
    }));
}

function listing({ workspace, packages }, member) {
  const entry = packages.get(member.folder);
  const problem = (file, reason) => [{ file, line: 1, reason }];
  if (!entry)
    return problem(member.manifestPath, `${member.folder} is not in the table of ${TABLE_FILE}`);
  if (entry.isPlanned) return problem(TABLE_FILE, `${member.folder} exists: remove its (planned)`);
  const isBuilt = entry.level !== undefined;
  if (isBuilt && !workspace.rootReferences.includes(member.folder)) {
    return problem("tsconfig.json", `packages/${member.folder} is not in the references`);
  }
  return [];
}

/** Everything in `dependencies`: used, and a sibling only if its layer allows it. */
function dependencies(map, member) {
  const files = isPrivate(map, member) ? [...member.src, ...member.others] : member.src;
  const used = new Set(
    files.flatMap(({ imports }) => imports.map(({ name }) => packageNameOf(name ?? ""))),
  );
  return Object.keys(declaredBy(member)).flatMap((name) => {
    const target = targetOf(map, name);
    const isUsed = used.has(name) || isScaffold(member);
    const reason =
      (target && layerProblem(map, member, target)) ??
      (isUsed ? undefined : `${name} is declared but not imported in src`);
    const line = lineOf(member.manifestText, `"${name}":`);
    return reason === undefined ? [] : [{ file: member.manifestPath, line, reason }];
  });
}

/** An index re-exports and holds no code, so a package with nothing else is not written yet. */
const isScaffold = ({ src }) => src.length < 2;

const isPrivate = ({ packages }, member) => packages.get(member.folder)?.level === undefined;

const siblings = (map, member) =>
  Object.keys(declaredBy(member))
    .map((name) => targetOf(map, name))
    .filter((target) => target !== undefined);

function references(map, member) {
  if (isPrivate(map, member)) return [];
  if (member.tsconfigPath === undefined) {
    return [{ file: member.manifestPath, line: 1, reason: "there is no tsconfig.json beside it" }];
  }
  const declared = siblings(map, member).flatMap(({ member: sibling }) => sibling?.folder ?? []);
  const problem = (reason) => ({ file: member.tsconfigPath, line: 1, reason });
  return [
    ...declared
      .filter((folder) => !member.references.includes(folder))
      .map((folder) => problem(`${folder} is a dependency but not in the references`)),
    ...member.references
      .filter((folder) => !declared.includes(folder))
      .map((folder) => problem(`${folder} is in the references but not a dependency`)),
  ];
}

function lineOf(text, part) {
  return text.slice(0, Math.max(text.indexOf(part), 0)).split("\n").length;
}
