import { afterEach } from "@jest/globals";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const cleanUps: (() => Promise<void> | void)[] = [];

/** To be called once by each test file that starts something. */
export function closeAfterEach(): void {
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });
}

export function atEnd(fn: () => Promise<void> | void): void {
  cleanUps.push(fn);
}

/** A folder that is removed after the test. */
export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "datastore-"));
  atEnd(() => rm(folder, { recursive: true }));
  return folder;
}
