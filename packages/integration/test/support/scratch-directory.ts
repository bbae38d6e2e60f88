import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CleanUps } from "./clean-up.js";

/** A directory that is gone after the test. */
export async function scratchDirectory(cleanUps: CleanUps): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "signalbox-"));
  cleanUps.add(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
