import { existsSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { invalid } from "../arguments.js";
import { runSideJob } from "./store-worker.js";

/**
 * Copies a store as it is at this moment into a new file, which appears when it is whole and on the disk.
 *
 * @throws AppError `invalid_argument` when the file exists or cannot be made
 */
export async function copyStore(file: string, target: string): Promise<void> {
  if (existsSync(target)) throw invalid(`backup ${target}: the file exists already`);
  const partial = `${target}.partial`;
  await rm(partial, { force: true });
  try {
    await runSideJob({ job: "copy", file, target: partial });
    const copy = await open(partial, "r+");
    await copy.sync();
    await copy.close();
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
