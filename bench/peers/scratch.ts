import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cleanup } from "../framework/benchmark.js";

/** An empty folder for a peer's files, removed when the benchmark ends. */
export function scratchFolder(cleanup: Cleanup): string {
  const folder = mkdtempSync(join(tmpdir(), "signalbox-bench-"));
  const stop = (): Promise<void> => {
    rmSync(folder, { recursive: true, force: true });
    return Promise.resolve();
  };
  cleanup.add({ stop });
  return folder;
}
