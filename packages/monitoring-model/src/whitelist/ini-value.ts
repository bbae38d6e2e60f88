const COMMENT = /^\s*(?:[#;].*)?$/;
const SECTION = /^\[([^\]"]+)\]\s*$/;
/** A line that begins so continues the value above, as one with white space in front does. */
const CONTINUATION = /^[\s"[\]=:]/;
const SEPARATOR = /[=:]/;

/** A value of an INI file. Everything else is blanked out, so that places in it are places in the file. */
export interface IniValue {
  readonly text: string;
  /** How often the option is there: it should be once. */
  readonly count: number;
}

/**
 * Finds one option of one section, lines that continue it included; comments begin with `#` or `;`. Names of options have no
 * case, as in the original's reader.
 */
export function iniValue(text: string, of: { section: string; option: string }): IniValue {
  let section = "";
  let isValue = false;
  let count = 0;
  const lines = text.split("\n").map((line) => {
    if (COMMENT.test(line)) return "";
    const header = SECTION.exec(line)?.[1];
    const valueAt = header === undefined ? optionEnd(line) : 0;
    if (header !== undefined) section = header.trim();
    else if (valueAt === 0) return isValue ? line : "";
    const name = line.slice(0, Math.max(0, valueAt - 1));
    isValue = section === of.section && name.trimEnd().toLowerCase() === of.option;
    if (!isValue) return "";
    count += 1;
    return " ".repeat(valueAt) + line.slice(valueAt);
  });
  return { text: lines.join("\n"), count };
}

/** Where the value begins in a line that begins an option; 0 in any other. */
function optionEnd(line: string): number {
  return CONTINUATION.test(line) ? 0 : line.search(SEPARATOR) + 1;
}
