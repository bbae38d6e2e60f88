import { setImmediate as turn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes in use after what is no longer reachable has gone. */
export async function liveBytes(): Promise<{ heap: number; buffers: number }> {
  // Twice, with turns between: some memory is only given up by what the first round sets free.
  for (let i = 0; i < 2; i++) {
    await turn();
    collect();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heap: heapUsed, buffers: arrayBuffers };
}
