import { fileURLToPath } from "node:url";
import type { BenchContext } from "../framework/benchmark.js";
import { Child } from "../peers/child.js";
import { RESULT_LINE } from "./worker-result.js";

const TIMEOUT_MS = 600_000;

/** Runs a worker of this folder in a process of its own, on the built packages, and returns what it tells. */
export function runWorker(
  context: BenchContext,
  name: string,
  args: readonly string[],
): Promise<unknown> {
  return context.withCleanup(async (cleanup) => {
    const file = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
    // Not pinned: on one core the collector's own threads would stand in the way of the main one.
    const command = { command: process.execPath, args: ["--import", "tsx", file, ...args] };
    const child = cleanup.add(new Child(name, command));
    return JSON.parse(await child.line(RESULT_LINE, TIMEOUT_MS)) as unknown;
  });
}
