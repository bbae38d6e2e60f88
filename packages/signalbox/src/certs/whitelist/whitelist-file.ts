import { UsageError } from "@signalbox/command-line";
import { AppError } from "@signalbox/errors";
import { readWhitelist, writeWhitelist, type WhitelistEntry } from "@signalbox/monitoring-model";
import { readIfThere } from "../files/read-small-file.js";
import { EMPTY_INI, iniWithEntries, isIni } from "./ini-whitelist.js";

const NEW_FILE_MODE = 0o644;
const INI_NAME = /\.(?:conf|ini|cfg)$/;

/** A whitelist as it is on disk. */
export interface WhitelistFile {
  readonly text: string;
  readonly entries: readonly WhitelistEntry[];
  /** Permission bits a new version should have. */
  readonly mode: number;
  readonly isThere: boolean;
}

/**
 * Reads a list as a datastore does; one that does not exist is empty, and its name tells the form.
 *
 * @throws UsageError for one that cannot be read or that a datastore would not take
 */
export async function readWhitelistFile(path: string): Promise<WhitelistFile> {
  const file = await readIfThere(path);
  const text = file?.text ?? (INI_NAME.test(path) ? EMPTY_INI : writeWhitelist([]));
  return {
    text,
    entries: entriesOf(text, path),
    mode: file?.mode ?? NEW_FILE_MODE,
    isThere: file !== undefined,
  };
}

/**
 * The file's text with other entries, in the form it has.
 *
 * @throws UsageError when a datastore would not read these entries from it: then it is laid out in a way not foreseen here
 */
export function withEntries(
  text: string,
  entries: readonly WhitelistEntry[],
  path: string,
): string {
  const changed = isIni(text) ? iniWithEntries(text, entries) : writeWhitelist(entries);
  const read = entriesOf(changed, path);
  if (JSON.stringify(read) === JSON.stringify(entries)) return changed;
  throw new UsageError(`${path} cannot be changed safely; change it by hand`);
}

function entriesOf(text: string, path: string): readonly WhitelistEntry[] {
  try {
    return readWhitelist(text).entries;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new UsageError(`${path}: ${error.message}`, { cause: error });
  }
}
