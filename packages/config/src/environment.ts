import { resolvePath, type MatchKey, type ResolvedPath } from "./setting-path.js";
import type { SchemaNode } from "./schema-node.js";

const FILE_SUFFIX = "_FILE";

/** `cache-manager` -> `SIGNALBOX_CACHE_MANAGER__`. */
export function environmentPrefix(service: string): string {
  return `SIGNALBOX_${service.toUpperCase().replaceAll("-", "_")}__`;
}

const environmentForm = (key: string): string => key.toUpperCase().replaceAll("-", "_");

const environmentKey: MatchKey = (part, declared) =>
  declared.find((key) => environmentForm(key) === part.toUpperCase());

/** The variable that sets a path, as the reference table and messages name it. */
export function environmentName(service: string, path: readonly string[]): string {
  return environmentPrefix(service) + path.map(environmentForm).join("__");
}

export interface EnvironmentSetting {
  readonly name: string;
  readonly setting: ResolvedPath;
  /** `file`: the variable holds the name of a file, the file holds the value. */
  readonly source: "value" | "file";
}

/**
 * Finds what a variable of this service sets. A setting of the full name wins over the `_FILE` form of a shorter one.
 *
 * @throws AppError `invalid_argument` for a variable no setting answers to.
 */
export function environmentSetting(
  root: SchemaNode,
  service: string,
  name: string,
): EnvironmentSetting {
  const path = name.slice(environmentPrefix(service).length);
  try {
    return { name, setting: resolvePath(root, path.split("__"), environmentKey), source: "value" };
  } catch (error) {
    if (!path.endsWith(FILE_SUFFIX)) throw error;
    const parts = path.slice(0, -FILE_SUFFIX.length).split("__");
    return {
      name,
      setting: orRethrow(error, () => resolvePath(root, parts, environmentKey)),
      source: "file",
    };
  }
}

/** The first error speaks of the name as it was written, which is what the reader can search for. */
function orRethrow<Result>(first: unknown, attempt: () => Result): Result {
  try {
    return attempt();
  } catch {
    throw first;
  }
}
