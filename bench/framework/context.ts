import type { Installed } from "../peers/installed.js";
import type { BenchContext, Cleanup } from "./benchmark.js";
import type { Machine } from "./machine.js";

/** Everything running, so that an interrupted run leaves nothing behind. */
export type Running = Set<{ stop(): Promise<void> }>;

export function createContext(options: {
  machine: Machine;
  installed: Installed;
  isQuick: boolean;
  running: Running;
  progress: (text: string) => void;
}): BenchContext {
  const { running, isQuick } = options;
  return {
    machine: options.machine,
    installed: options.installed,
    isQuick,
    size: (usual, quick) => (isQuick ? quick : usual),
    progress: options.progress,
    withCleanup: (work) => withCleanup(work, running),
  };
}

/** Ends all of it, newest first. */
export async function stopAll(running: Running): Promise<void> {
  for (const thing of [...running].reverse()) {
    await thing.stop();
    running.delete(thing);
  }
}

async function withCleanup<T>(
  work: (cleanup: Cleanup) => Promise<T>,
  running: Running,
): Promise<T> {
  const mine: Running = new Set();
  const cleanup: Cleanup = {
    add: (thing) => {
      mine.add(thing);
      running.add(thing);
      return thing;
    },
  };
  try {
    return await work(cleanup);
  } finally {
    for (const thing of mine) running.delete(thing);
    await stopAll(mine);
  }
}
