import { CORE_SCHEMA, load } from "js-yaml";

const PLAIN = /^[A-Za-z0-9_/](?:[\w./:+ -]*[\w./+-])?$/;
// JSON leaves these as they are; a terminal does not.
const UNSEEN = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

function readsBackAsItself(text: string): boolean {
  try {
    return load(text, { schema: CORE_SCHEMA }) === text;
  } catch {
    return false;
  }
}

function quoted(value: unknown): string {
  return JSON.stringify(value).replace(
    UNSEEN,
    (unseen) => `\\u${unseen.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Writes a value on one line of YAML: a text plainly where that reads back as the same text, all else as JSON. */
export function yamlInline(value: unknown): string {
  const isPlain = typeof value === "string" && PLAIN.test(value) && readsBackAsItself(value);
  return isPlain ? value : quoted(value ?? null);
}

/** A text as `# ` comment lines, indented and wrapped at blanks. */
export function yamlComment(text: string, indent: string, widthChars = 96): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter((part) => part !== "")) {
    const isFull = line !== "" && indent.length + 2 + line.length + 1 + word.length > widthChars;
    if (isFull) lines.push(line);
    line = isFull || line === "" ? word : `${line} ${word}`;
  }
  if (line !== "") lines.push(line);
  return lines.map((part) => `${indent}# ${part}`);
}
