import { readFile, stat } from "node:fs/promises";
import { extname } from "node:path";
import { loadConfig } from "@signalbox/config";
import { AppError } from "@signalbox/errors";
import { Type } from "typebox";
import { codeOf } from "./error-code.js";

const MAX_DOCUMENT_BYTES = 64 * 1024 * 1024;
const YAML = new Set([".yaml", ".yml"]);
const ANYTHING = Type.Object({}, { additionalProperties: true });

/**
 * Reads a document that a person wrote: YAML (at most 1 MB) when the name of the file ends so, JSON (at most 64 MB) otherwise. JSON in
 * a YAML file is read as JSON: this is how the router itself writes there.
 *
 * @returns undefined when there is no such file
 * @throws AppError `invalid_argument` that names the file, for YAML also the line
 */
export async function readDocumentFile(path: string): Promise<unknown> {
  const text = await readText(path);
  if (text === undefined) return undefined;
  const isYaml = YAML.has(extname(path).toLowerCase());
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    if (isYaml) return readYaml(path, text);
    throw new AppError("invalid_argument", `${path} is not JSON`, { cause: error });
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    const { size } = await stat(path);
    if (size <= MAX_DOCUMENT_BYTES) return await readFile(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw new AppError("invalid_argument", `${path} cannot be read`, { cause: error });
  }
  const message = `${path} is larger than ${MAX_DOCUMENT_BYTES} bytes`;
  throw new AppError("invalid_argument", message);
}

/** By the reader of configurations, which bounds depth, aliases and the number of values. */
async function readYaml(path: string, yamlText: string): Promise<unknown> {
  try {
    const { value } = await loadConfig({ schema: ANYTHING, service: path, yamlText });
    return value;
  } catch (error) {
    const reason = AppError.from(error).message.replace(/^.* has a problem: configuration: /, "");
    throw new AppError("invalid_argument", `${path}: ${reason}`, { cause: error });
  }
}
