import { open } from "node:fs/promises";
import { UsageError } from "@signalbox/command-line";
import { systemErrorCode } from "./system-error.js";

/** Certificates, keys and whitelists are far smaller. */
const MAX_FILE_BYTES = 1_048_576;

/** A file's text, and its permission bits. */
export interface SmallFile {
  readonly text: string;
  readonly mode: number;
}

const PERMISSION_BITS = 0o777;

/**
 * Reads a file of at most 1 MiB.
 *
 * @returns `undefined` when there is none
 * @throws UsageError when it cannot be read or is larger
 */
export async function readIfThere(path: string): Promise<SmallFile | undefined> {
  try {
    return await read(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const code = systemErrorCode(error);
    if (code === "ENOENT") return undefined;
    const reason = code ?? "unknown reason";
    throw new UsageError(`${path} cannot be read (${reason})`, { cause: error });
  }
}

/** As `readIfThere`, for a file that must be there. @param hint what to do when it is not */
export async function readSmallFile(path: string, hint = ""): Promise<SmallFile> {
  const file = await readIfThere(path);
  if (file === undefined) throw new UsageError(`${path} does not exist${hint}`);
  return file;
}

async function read(path: string): Promise<SmallFile> {
  const handle = await open(path, "r");
  try {
    const { size, mode } = await handle.stat();
    if (size > MAX_FILE_BYTES) {
      throw new UsageError(`${path} has ${size} bytes, limit is ${MAX_FILE_BYTES}`);
    }
    return { text: await handle.readFile("utf8"), mode: mode & PERMISSION_BITS };
  } finally {
    await handle.close();
  }
}

/** Whether anybody but the owner may read or change a file with these permissions. */
export const isOpenToOthers = (mode: number): boolean => (mode & 0o077) !== 0;
