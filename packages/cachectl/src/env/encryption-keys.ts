import { readFile } from "node:fs/promises";
import { parseKeys } from "@signalbox/cache-core";
import { AppError } from "@signalbox/errors";
import { load } from "js-yaml";

/** Keys as a comma-separated list of Base64; the first one encrypts. */
export const KEYS_VARIABLE = "SIGNALBOX_CACHE_MANAGER_KEYS";

/** Where the namespace keys of the cache manager may be found. Never an argument: arguments are visible to others. */
export interface KeySources {
  readonly keyFile?: string;
  readonly configFile?: string;
  readonly variable?: string;
}

async function read(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: unknown) => {
    throw new AppError("not_found", `cannot read ${file}`, { cause: error });
  });
}

/** Keys separated by commas or line ends; `#` starts a comment line. */
function keyList(text: string): readonly string[] {
  return text
    .split("\n")
    .filter((line) => !line.trimStart().startsWith("#"))
    .flatMap((line) => line.split(","))
    .map((key) => key.trim())
    .filter((key) => key !== "");
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}

function parsedYaml(text: string, file: string): unknown {
  try {
    return load(text);
  } catch {
    // The library's message quotes the file, which holds the keys.
    throw new AppError("invalid_argument", `${file} is not valid YAML`);
  }
}

/** `http_server.encryption.keys` of a cache manager's configuration. Source: reference cache-manager 3.3. */
async function keysInConfig(file: string): Promise<readonly string[]> {
  const tree = parsedYaml(await read(file), file);
  const keys = member(member(member(tree, "http_server"), "encryption"), "keys");
  const texts = Array.isArray(keys) ? keys : [keys];
  return texts.filter((key): key is string => typeof key === "string");
}

async function keyTexts(sources: KeySources): Promise<readonly string[]> {
  if (sources.keyFile !== undefined) return keyList(await read(sources.keyFile));
  if (sources.configFile !== undefined) return keysInConfig(sources.configFile);
  return keyList(sources.variable ?? "");
}

/**
 * The key that encrypts, from the first source given: key file, configuration, variable.
 *
 * @returns undefined when no source is given.
 * @throws AppError `not_found` for a file that cannot be read or holds no key, `invalid_argument` for a key of a wrong
 * length. No message holds a key.
 */
export async function encryptionKey(sources: KeySources): Promise<Buffer | undefined> {
  const [first] = await keyTexts(sources);
  const file = sources.keyFile ?? sources.configFile;
  if (first === undefined && file !== undefined) {
    throw new AppError("not_found", `${file} holds no encryption key`);
  }
  return first === undefined ? undefined : parseKeys([first])[0];
}
