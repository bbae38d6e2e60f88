import { open, rename, rm, type FileHandle } from "node:fs/promises";
import { AppError } from "@signalbox/errors";
import { systemErrorCode } from "./system-error.js";

/** What a file is to become. */
export interface Edited {
  readonly text: string;
  readonly mode: number;
}

/**
 * Replaces a file in one step: whoever reads it sees the old text or the new one. The new text is written to `<path>.lock`,
 * which only one at a time can make, so of two edits at once none is lost.
 *
 * @param edit reads the file and says what it becomes, or `undefined` for no change; called while the lock is held
 * @throws AppError `conflict` while another edit is under way or after one that was interrupted, `invalid_argument` when the
 * file cannot be written
 */
export async function editFile(
  path: string,
  edit: () => Promise<Edited | undefined>,
): Promise<void> {
  const lock = lockOf(path);
  const handle = await lockFile(lock);
  let isDone = false;
  try {
    const edited = await edit();
    if (edited !== undefined) {
      await replace(path, handle, edited);
      isDone = true;
    }
  } finally {
    await handle.close();
    if (!isDone) await rm(lock, { force: true });
  }
}

const lockOf = (path: string): string => `${path}.lock`;

async function lockFile(lock: string): Promise<FileHandle> {
  try {
    return await open(lock, "wx", 0o600);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code !== "EEXIST") throw notWritten(lock, error);
    const hint = "another edit is under way; remove it if one was interrupted";
    throw new AppError("conflict", `${lock} exists: ${hint}`, { cause: error });
  }
}

async function replace(path: string, handle: FileHandle, { text, mode }: Edited): Promise<void> {
  try {
    await handle.writeFile(text);
    await handle.chmod(mode);
    await handle.sync();
    await rename(lockOf(path), path);
  } catch (error) {
    throw notWritten(path, error);
  }
}

function notWritten(path: string, cause: unknown): AppError {
  const reason = systemErrorCode(cause) ?? "unknown reason";
  return new AppError("invalid_argument", `${path} cannot be written (${reason})`, { cause });
}
