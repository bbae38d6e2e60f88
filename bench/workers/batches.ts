import { setImmediate as nextTurn } from "node:timers/promises";
import { median } from "../framework/statistics.js";

const NS_PER_US = 1000;
const WARM_UP_BATCHES = 3;

/** One thing to time: `once` gets numbers that count up without end. */
export interface Timed {
  readonly name: string;
  readonly once: (number: number) => number;
}

/** Nanoseconds of CPU of each, all threads of this process, the median of `batches`; batches are taken in turn, as contenders elsewhere. */
export async function timeInTurn(
  all: readonly Timed[],
  { batches, perBatch }: { batches: number; perBatch: number },
): Promise<Record<string, number>> {
  const times = new Map(all.map(({ name }) => [name, [] as number[]]));
  for (let batch = 0; batch < WARM_UP_BATCHES + batches; batch++) {
    for (const { name, once } of all) {
      const ns = timed(once, batch * perBatch, perBatch);
      if (batch >= WARM_UP_BATCHES) times.get(name)?.push(ns);
      await nextTurn();
    }
  }
  return Object.fromEntries([...times].map(([name, list]) => [name, median(list)]));
}

/** The results are added up, so that nothing of the work can be left out. */
function timed(once: (number: number) => number, from: number, count: number): number {
  let sum = 0;
  const before = process.cpuUsage();
  for (let number = from; number < from + count; number++) sum += once(number);
  // Not the time that passed: others may have had the core meanwhile.
  const { user, system } = process.cpuUsage(before);
  const ns = ((user + system) * NS_PER_US) / count;
  if (Number.isNaN(sum)) throw new Error("a result is no number");
  return ns;
}
