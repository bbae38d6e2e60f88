/**
 * @typedef {object} PackageInLayer
 * @property {number | undefined} level 0 is the lowest; undefined for private packages, which may import anything public
 * @property {boolean} isPlanned
 */

const HEADER = /^\|\s*layer\s*\|\s*packages\s*\|$/;
const ROW = /^\|\s*(?:L(\d+)\b[^|]*|private\s*)\|([^|]*)\|$/;
const PACKAGE = /^([a-z][a-z0-9-]*)( \(planned\))?$/;

/**
 * Reads the table with the header `| layer | packages |` out of a Markdown text.
 *
 * @param {string} markdown
 * @returns {{ packages: Map<string, PackageInLayer>, problems: { line: number, reason: string }[] }} packages by folder
 */
export function readLayerTable(markdown) {
  const lines = markdown.split("\n");
  const start = lines.findIndex((line) => HEADER.test(line));
  const packages = new Map();
  const problems = [];
  if (start < 0) problems.push({ line: 1, reason: "there is no table `| layer | packages |`" });
  for (let at = start + 2; start >= 0 && lines[at]?.startsWith("|"); at += 1) {
    const row = ROW.exec(lines[at].trim());
    if (!row)
      problems.push({ line: at + 1, reason: "this row names no layer (`L0` ... or `private`)" });
    else addRow(packages, problems, { level: row[1], cell: row[2], line: at + 1 });
  }
  return { packages, problems };
}

function addRow(packages, problems, { level, cell, line }) {
  for (const entry of cell.split(",").map((text) => text.trim())) {
    const [, name, planned] = PACKAGE.exec(entry) ?? [];
    if (!name) problems.push({ line, reason: `"${entry}" is not a package name` });
    else if (packages.has(name)) problems.push({ line, reason: `${name} is listed twice` });
    else
      packages.set(name, {
        level: level === undefined ? undefined : Number(level),
        isPlanned: planned !== undefined,
      });
  }
}
