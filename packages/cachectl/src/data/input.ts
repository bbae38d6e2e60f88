import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { AppError } from "@signalbox/errors";

/** Most that `set` reads, in bytes; the server has a limit of its own, 10 MB by default. */
export const MAX_INPUT_BYTES = 64 * 1024 * 1024;

/**
 * Reads a whole stream of UTF-8 text.
 *
 * @throws AppError `item_too_large` above the limit, `invalid_argument` for bytes that are not UTF-8.
 */
export async function readText(stream: NodeJS.ReadableStream, what: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > MAX_INPUT_BYTES) {
      throw new AppError("item_too_large", `${what} is larger than ${MAX_INPUT_BYTES} bytes`);
    }
    chunks.push(part);
  }
  const all = Buffer.concat(chunks);
  if (isUtf8(all)) return all.toString("utf8");
  throw new AppError("invalid_argument", `${what} is not UTF-8 text; encode it first (base64)`);
}

/** As `readText`, from a file. @throws AppError `not_found` when it cannot be read. */
export async function readTextFile(file: string): Promise<string> {
  try {
    return await readText(createReadStream(file), file);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("not_found", `cannot read ${file}`, { cause: error });
  }
}
