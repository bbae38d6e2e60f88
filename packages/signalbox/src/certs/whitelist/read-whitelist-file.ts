import { UsageError } from "@signalbox/command-line";
import { readIfThere } from "../files/read-small-file.js";
import { EMPTY_INI, iniWhitelist } from "./ini-whitelist.js";
import { EMPTY_JSON, jsonWhitelist } from "./json-whitelist.js";
import type { WhitelistDocument } from "./whitelist-document.js";

const NEW_FILE_MODE = 0o644;
const INI_NAME = /\.(?:conf|ini|cfg)$/;

/** A whitelist as it is on disk. */
export interface WhitelistFile {
  readonly document: WhitelistDocument;
  /** Permission bits a new version should have. */
  readonly mode: number;
  readonly isThere: boolean;
}

/** Reads a list; one that does not exist is empty. @throws UsageError for one that cannot be read or is in no known form */
export async function readWhitelistFile(path: string): Promise<WhitelistFile> {
  const file = await readIfThere(path);
  const text = file?.text ?? (INI_NAME.test(path) ? EMPTY_INI : EMPTY_JSON);
  return {
    document: documentOf(text, path),
    mode: file?.mode ?? NEW_FILE_MODE,
    isThere: file !== undefined,
  };
}

/** The content tells the form: `[main]` is no JSON. */
function documentOf(text: string, path: string): WhitelistDocument {
  if (/^\[main\]\s*$/m.test(text)) return iniWhitelist(text, path);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const problem = `${path} is neither JSON nor has it a section [main]`;
    throw new UsageError(problem, { cause: error });
  }
  return jsonWhitelist(value, path);
}
