import type { Benchmark, Row } from "../framework/benchmark.js";
import { numberText } from "../report/columns.js";
import { runWorker } from "../workers/run-worker.js";

const ENTRIES = 100_000;
const QUICK_ENTRIES = 10_000;
const LIMIT = 1.2;

interface Figures {
  readonly getUs: number;
  readonly setUs: number;
}
type Operation = keyof Figures;

const OPERATIONS: readonly [Operation, string][] = [
  ["getUs", "get"],
  ["setUs", "set over an old value"],
];

export const costGrowth: Benchmark = {
  name: "cost-growth",
  question: "What does an operation cost with ten times as many entries?",
  method:
    "The engine in a process of its own, 100 000 and 1 million entries of 1 KiB, random keys in batches in turn; keys and requests are made before the time is taken.",
  async run(context) {
    const entries = context.size(ENTRIES, QUICK_ENTRIES);
    context.progress(`${entries} and ${10 * entries} entries`);
    // The worker is ours and tells this.
    const { small, large } = (await runWorker(context, "growth", [String(entries)])) as {
      small: Figures;
      large: Figures;
    };
    return OPERATIONS.map(([operation, name]): Row => ({
      id: `growth.${name.split(" ")[0]}`,
      name: `${name}, ten times the entries`,
      value: large[operation],
      unit: "us",
      ratio: large[operation] / small[operation],
      against: `${numberText(small[operation])} us`,
      bar: { limit: LIMIT, of: "ratio" },
    }));
  },
};
