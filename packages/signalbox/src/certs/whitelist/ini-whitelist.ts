import { ACCESS_SCOPES, type WhitelistEntry } from "@signalbox/monitoring-model";

const SECTION = /^\[([^\]"]+)\]\s*$/;
const KEY = /^whitelist\s*[=:]/i;
const COMMENT = /^\s*(?:[#;].*)?$/;
/** A line that begins something of its own, rather than continue a value. */
const OPTION = /^[^\s"[\]=:][^=:]*[=:]/;

/** A list that is yet to be, in the original's form. */
export const EMPTY_INI = "[main]\nwhitelist = []\n";

/** Whether a list is in the original's form: no line of JSON looks like this. */
export const isIni = (text: string): boolean => /^\[main\]\s*$/m.test(text);

/**
 * The original's file with other entries in its list; lines before and behind the list stay as they are, comments inside it go.
 * Source: reference datastore-polling 5.4.
 *
 * @param text a file in which `whitelist` stands in section `[main]`
 */
export function iniWithEntries(text: string, entries: readonly WhitelistEntry[]): string {
  const lines = text.split("\n");
  const first = keyLine(lines);
  const rest = lines.slice(first + 1);
  const next = rest.findIndex((line) => SECTION.test(line) || OPTION.test(line));
  const value = next < 0 ? rest : rest.slice(0, next);
  const length = 1 + value.findLastIndex((line) => !COMMENT.test(line));
  const kept = rest.slice(length);
  return [...lines.slice(0, first), ...rendered(entries), ...kept].join("\n");
}

function keyLine(lines: readonly string[]): number {
  let section = "";
  return lines.findIndex((line) => {
    section = SECTION.exec(line)?.[1]?.trim() ?? section;
    return section === "main" && KEY.test(line);
  });
}

/** The last bracket is indented too, or it would begin an option of its own. */
function rendered(entries: readonly WhitelistEntry[]): readonly string[] {
  if (entries.length === 0) return ["whitelist = []"];
  const values = entries.map((entry) => `    ${JSON.stringify(listed(entry))}`);
  return ["whitelist = [", values.join(",\n"), "    ]"];
}

/** The original compares with the prefix, and knows no scopes. */
const listed = ({ urn, scopes }: WhitelistEntry): unknown =>
  scopes.length === ACCESS_SCOPES.length ? `URI:${urn}` : { urn, scopes };
