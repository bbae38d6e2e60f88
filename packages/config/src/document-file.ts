import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { extname } from "node:path";
import { AppError } from "@signalbox/errors";
import { parseYaml } from "./yaml-document.js";

/** Largest document in JSON, in bytes; YAML ends at 1 MiB. Metrics of some 5,000 caches fit. */
export const MAX_DOCUMENT_BYTES = 64 * 1024 * 1024;

const BYTE_ORDER_MARK = "\ufeff";
const YAML = new Set([".yaml", ".yml"]);

/**
 * Reads an object that a person or a program wrote, from a file or a pipe: YAML when the name ends in `.yaml` or `.yml`, JSON otherwise.
 * JSON in a YAML file is read as JSON, whose limit is the larger one.
 *
 * @returns undefined when there is no such file
 * @throws AppError `invalid_argument` that names the file, for YAML also the line; also for a document that is no object
 */
export async function readDocumentFile(
  path: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const text = await readText(path);
  if (text === undefined) return undefined;
  const value = parse(path, text);
  if (isObject(value)) return value;
  throw new AppError("invalid_argument", `${path}: the document must be an object`);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function parse(path: string, text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    if (YAML.has(extname(path).toLowerCase())) return parseYamlOf(path, text);
    const reason = error instanceof Error ? error.message : "cannot be read";
    throw new AppError("invalid_argument", `${path}: not JSON: ${reason}`, { cause: error });
  }
}

function parseYamlOf(path: string, text: string): unknown {
  try {
    return parseYaml(text) ?? {};
  } catch (error) {
    const { message } = AppError.from(error);
    throw new AppError("invalid_argument", `${path}: ${message}`, { cause: error });
  }
}

async function readText(path: string): Promise<string | undefined> {
  const bytes = await readBytes(path);
  if (bytes === undefined) return undefined;
  if (!isUtf8(bytes)) throw new AppError("invalid_argument", `${path}: not UTF-8 text`);
  const text = bytes.toString("utf8");
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

async function readBytes(path: string): Promise<Buffer | undefined> {
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
    if (codeOf(error) === "ENOENT") return undefined;
    const code = codeOf(error);
    const known = typeof code === "string" ? ` (${code})` : "";
    throw new AppError("invalid_argument", `${path}: it cannot be read${known}`, { cause: error });
  }
  if (sizeBytes <= MAX_DOCUMENT_BYTES) return Buffer.concat(chunks);
  throw new AppError("invalid_argument", `${path}: larger than ${MAX_DOCUMENT_BYTES} bytes`);
}

const codeOf = (error: unknown): unknown =>
  typeof error === "object" && error !== null ? Reflect.get(error, "code") : undefined;
