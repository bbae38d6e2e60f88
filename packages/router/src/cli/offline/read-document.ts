import { createReadStream } from "node:fs";
import { isUtf8 } from "node:buffer";
import { extname } from "node:path";
import { UsageError } from "@signalbox/command-line";
import { loadConfig } from "@signalbox/config";
import { AppError } from "@signalbox/errors";
import { Type } from "typebox";
import { codeOf } from "../../state/error-code.js";

/** Metrics of some 5,000 caches. */
const MAX_DOCUMENT_BYTES = 64 * 1024 * 1024;
const BYTE_ORDER_MARK = "\ufeff";
const YAML = new Set([".yaml", ".yml"]);
const ANYTHING = Type.Object({}, { additionalProperties: true });

/**
 * Reads a file that holds an object: YAML when its name ends so (at most 1 MB), JSON otherwise (at most 64 MB).
 *
 * @throws UsageError that names the file
 */
export async function readDocument(path: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await readText(path);
  const value = YAML.has(extname(path).toLowerCase())
    ? await readYaml(path, text)
    : readJson(path, text);
  if (isObject(value)) return value;
  throw new UsageError(`${path}: the document must be an object`);
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What the system says of a file that cannot be opened, in words. */
export function unreadable(path: string, error: unknown): UsageError {
  const isMissing = codeOf(error) === "ENOENT";
  const reason = isMissing ? "there is no such file" : `it cannot be read${codeText(error)}`;
  return new UsageError(`${path}: ${reason}`, { cause: error });
}

/** ` (EACCES)`, or nothing when the failure has no code. */
export function codeText(error: unknown): string {
  const code = codeOf(error);
  return typeof code === "string" ? ` (${code})` : "";
}

async function readText(path: string): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of createReadStream(path)) {
      const bytes = Buffer.from(chunk as Uint8Array); // no encoding is set, so chunks are bytes
      sizeBytes += bytes.length;
      if (sizeBytes > MAX_DOCUMENT_BYTES) break;
      chunks.push(bytes);
    }
  } catch (error) {
    throw unreadable(path, error);
  }
  if (sizeBytes > MAX_DOCUMENT_BYTES) {
    throw new UsageError(`${path}: larger than ${MAX_DOCUMENT_BYTES} bytes`);
  }
  const bytes = Buffer.concat(chunks);
  if (!isUtf8(bytes)) throw new UsageError(`${path}: not UTF-8 text`);
  const text = bytes.toString("utf8");
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

function readJson(path: string, text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    const reason = error instanceof Error ? error.message : "cannot be read";
    throw new UsageError(`${path}: not JSON: ${reason}`, { cause: error });
  }
}

/** By the reader of configurations, which bounds depth, aliases and the number of values. */
async function readYaml(path: string, yamlText: string): Promise<unknown> {
  try {
    const { value } = await loadConfig({ schema: ANYTHING, service: path, yamlText });
    return value;
  } catch (error) {
    const message = AppError.from(error).message.replace(/^.* has a problem: configuration: /, "");
    throw new UsageError(`${path}: ${message}`, { cause: error });
  }
}
