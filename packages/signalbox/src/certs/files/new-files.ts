import { mkdir, open, rename, rm, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { AppError } from "@signalbox/errors";
import { systemErrorCode } from "./system-error.js";

/** A file that is to be. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
  /** `secret`: for its owner alone, 0600. `public`: readable for all, 0644. */
  readonly kind: "secret" | "public";
}

const MODE = { secret: 0o600, public: 0o644 } as const;
const OWNER_ONLY_FOLDER = 0o700;

/**
 * Writes files that belong together: all of them or none. Missing folders are made, for their owner alone.
 *
 * @param options.force replace what is there; without it a file that exists is left alone and named in the error
 * @throws AppError `conflict` for a file that exists, `invalid_argument` when one cannot be written
 */
export async function writeNewFiles(
  files: readonly NewFile[],
  { force }: { readonly force: boolean },
): Promise<void> {
  for (const { path } of files) await makeFolder(dirname(path));
  await (force ? replaceAll(files) : createAll(files));
}

async function createAll(files: readonly NewFile[]): Promise<void> {
  const written: string[] = [];
  try {
    for (const file of files) {
      await create(file.path, file);
      written.push(file.path);
    }
  } catch (error) {
    await removeAll(written);
    throw error;
  }
}

/** Everything is on disk before the first old file goes, so a full disk leaves the old ones as they are. */
async function replaceAll(files: readonly NewFile[]): Promise<void> {
  const besides = files.map((file) => ({ file, beside: `${file.path}.new` }));
  try {
    for (const { file, beside } of besides) {
      await rm(beside, { force: true });
      await create(beside, file);
    }
    for (const { file, beside } of besides) await rename(beside, file.path);
  } catch (error) {
    await removeAll(besides.map(({ beside }) => beside));
    throw error instanceof AppError ? error : notWritten(files[0]?.path ?? "file", error);
  }
}

async function create(path: string, file: NewFile): Promise<void> {
  const handle = await openNew(path, file);
  try {
    await handle.writeFile(file.text);
    await handle.sync();
  } catch (error) {
    // Ours, and half a file: nobody else's could have been opened.
    await removeAll([path]);
    throw notWritten(path, error);
  } finally {
    await handle.close();
  }
}

/** The mode is given as the file is made, so a key is never readable for others, not even for a moment. */
async function openNew(path: string, { kind }: NewFile): Promise<FileHandle> {
  try {
    return await open(path, "wx", MODE[kind]);
  } catch (error) {
    if (systemErrorCode(error) !== "EEXIST") throw notWritten(path, error);
    const message = `${path} exists already; --force replaces it`;
    throw new AppError("conflict", message, { cause: error });
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: OWNER_ONLY_FOLDER });
  } catch (error) {
    throw notWritten(folder, error);
  }
}

async function removeAll(paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(path, { force: true }).catch(() => undefined);
}

function notWritten(path: string, cause: unknown): AppError {
  const reason = systemErrorCode(cause) ?? "unknown reason";
  return new AppError("invalid_argument", `${path} cannot be written (${reason})`, { cause });
}
