import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "@jest/globals";

const cleanUps: (() => Promise<void>)[] = [];

/** To be called once by each test file that uses `atEnd` or `scratchDirectory`. Ends what was started, the newest first. */
export function cleanUpAfterEach(): void {
  afterEach(async () => {
    for (const end of cleanUps.splice(0).reverse()) await end();
  });
}

export function atEnd(fn: () => Promise<void>): void {
  cleanUps.push(fn);
}

/** An empty folder that is removed at the end. */
export async function scratchDirectory(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "certs-"));
  atEnd(() => rm(folder, { recursive: true }));
  return folder;
}
