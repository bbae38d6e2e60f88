import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { AppError } from "@signalbox/errors";
import { codeOf } from "./error-code.js";

const OWNER_ONLY = 0o600;

/**
 * Reads a JSON file.
 *
 * @returns undefined when there is none
 * @throws AppError `invalid_argument` that names the file
 */
export async function readJsonFile(path: string): Promise<unknown> {
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    return value;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    const reason = error instanceof SyntaxError ? "is not JSON" : "cannot be read";
    throw new AppError("invalid_argument", `${path} ${reason}`, { cause: error });
  }
}

/**
 * Replaces a JSON file as a whole: whoever reads it sees the old or the new one, also after a crash.
 *
 * @throws AppError `unavailable` when it cannot be written
 */
export async function writeJsonFile(path: string, value: unknown): Promise<void> {
  const draft = `${path}.new`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(draft, "w", OWNER_ONLY);
    try {
      await file.writeFile(`${JSON.stringify(value, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    throw new AppError("unavailable", `${path} cannot be written`, { cause: error });
  }
}
