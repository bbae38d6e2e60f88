import { UsageError } from "@signalbox/command-line";
import { entriesOf, type WhitelistDocument } from "./whitelist-document.js";
import { urnOf, withPrefix, type WhitelistEntry } from "./whitelist-entry.js";

const SECTION = /^\[([^\]]+)\]\s*$/;
const KEY = /^whitelist\s*[=:]\s*(.*)$/;
const CONTINUED = /^\s+\S/;

/** Lines of a value: the one with the key, and those that continue it. */
interface Place {
  readonly first: number;
  /** Behind its last line. */
  readonly end: number;
}

/** A list that is yet to be, in the original's form. */
export const EMPTY_INI = "[main]\nwhitelist = []\n";

/**
 * The original's form: section `[main]`, key `whitelist`, a JSON array of strings that may go on over indented lines. All
 * other lines stay as they are. Source: reference datastore-polling 5.4.
 *
 * @throws UsageError when the key is missing or its value is no such array
 */
export function iniWhitelist(text: string, path: string): WhitelistDocument {
  const lines = text.split(/\r?\n/);
  const place = placeOf(lines);
  if (place === undefined) throw new UsageError(`${path} has no whitelist in a section [main]`);
  const value = lines.slice(place.first, place.end).map((line) => KEY.exec(line)?.[1] ?? line);
  const entries = entriesOf(parsed(value.join("\n"), path), path);
  return {
    entries,
    withEntries: (changed) =>
      [...lines.slice(0, place.first), ...rendered(changed), ...lines.slice(place.end)].join("\n"),
  };
}

function placeOf(lines: readonly string[]): Place | undefined {
  let section = "";
  const first = lines.findIndex((line) => {
    section = SECTION.exec(line)?.[1] ?? section;
    return section === "main" && KEY.test(line);
  });
  if (first < 0) return undefined;
  let end = first + 1;
  while (CONTINUED.test(lines[end] ?? "")) end++;
  return { first, end };
}

function parsed(value: string, path: string): unknown {
  try {
    return JSON.parse(value);
  } catch (error) {
    throw new UsageError(`${path}: whitelist is not a JSON array of strings`, { cause: error });
  }
}

/** The original compares with the prefix, so each entry gets it. The last bracket is indented: else it were a line of its own. */
function rendered(entries: readonly WhitelistEntry[]): readonly string[] {
  if (entries.length === 0) return ["whitelist = []"];
  const values = entries.map((entry) => `    ${JSON.stringify(withPrefix(urnOf(entry)))}`);
  return ["whitelist = [", values.join(",\n"), "    ]"];
}
