import { declaredBy, layerProblem, targetOf } from "./import-rules.mjs";

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

/** Sibling packages in `dependencies`: allowed by their layer, and used. */
function dependencies(map, member) {
  const used = new Set(
    [...member.src, ...(isPrivate(map, member) ? member.others : [])].flatMap((file) =>
      file.imports.map(({ name }) => name && targetOf(map, name)?.name),
    ),
  );
  return siblings(map, member).flatMap((target) => {
    const reason =
      layerProblem(map, member, target) ??
      (used.has(target.name) || isScaffold(member)
        ? undefined
        : `${target.name} is declared but not imported in src`);
    const line = lineOf(member.manifestText, `"${target.name}":`);
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
