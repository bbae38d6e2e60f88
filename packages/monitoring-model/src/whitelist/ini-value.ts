const COMMENT = /^\s*(?:[#;].*)?$/;
const SECTION = /^\[([^\]"]+)\]\s*$/;
/** A line that begins with a quote or a bracket continues the value above, as one with white space in front does. */
const OPTION = /^([^\s"[\]=:][^=:]*?)\s*[=:]/;

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
    const [start = "", option] = header === undefined ? (OPTION.exec(line) ?? []) : [];
    if (header !== undefined) section = header.trim();
    if (header === undefined && option === undefined) return isValue ? line : "";
    isValue = section === of.section && option?.toLowerCase() === of.option;
    if (!isValue) return "";
    count += 1;
    return " ".repeat(start.length) + line.slice(start.length);
  });
  return { text: lines.join("\n"), count };
}
