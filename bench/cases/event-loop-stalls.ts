import type { BenchContext, Benchmark, Row } from "../framework/benchmark.js";
import { medianOf } from "../framework/statistics.js";
import { numberText } from "../report/columns.js";
import { runWorker } from "../workers/run-worker.js";
import type { Stall } from "../workers/loop-watch.js";

const ENTRIES = 1_000_000;
const QUICK_ENTRIES = 100_000;
const ROUNDS = 3;
const LIMIT_MS = 50;

type Phase = "idle" | "filling" | "evicting" | "expiring";
type Result = Record<Phase, Stall> & { filled: number; kept: number };

const PHASES: readonly [Phase, string][] = [
  ["filling", "filling"],
  ["evicting", "evicting for as many more"],
  ["expiring", "expiring all of them"],
];

export const eventLoopStalls: Benchmark = {
  name: "event-loop-stalls",
  question: "How long does the event loop stand still at 1 million entries?",
  method:
    "The engine in a process of its own, 1 KiB values, 64 operations a turn: 1 million sets, 1 million more over the size limit, then all of them past their ttl and purged. Longest turn, less the time in which the thread was ready and other processes had its core; the longest of 3 processes. Beside it the longest delay of a 1 ms timer, which includes that time. The first row takes the same turns without the engine: what Node and the machine add.",
  async run(context) {
    const results: Result[] = [];
    for (let round = 0; round < context.size(ROUNDS, 1); round++) results.push(await once(context));
    const control = rowOf("idle", "no engine, the same turns", results);
    const phases = PHASES.map(([phase, name]): Row => ({
      ...rowOf(phase, name, results),
      bar: { limit: LIMIT_MS, of: "value" },
    }));
    return [control, ...phases];
  },
};

async function once(context: BenchContext): Promise<Result> {
  const entries = context.size(ENTRIES, QUICK_ENTRIES);
  context.progress(`${entries} entries: filling, evicting, expiring`);
  // The worker is ours and tells this.
  const result = (await runWorker(context, "stalls", [String(entries)])) as Result;
  if (result.filled !== entries || result.kept !== entries) {
    throw new Error(`${entries} entries were to fit: ${JSON.stringify(result)}`);
  }
  return result;
}

function rowOf(phase: Phase, name: string, results: readonly Result[]): Row {
  const stalls = results.map((result) => result[phase]);
  const each = stalls.map(({ longestMs }) => numberText(longestMs)).join(", ");
  const delay = stalls.map(({ longestDelayMs }) => numberText(longestDelayMs)).join(", ");
  const gcMs = Math.max(...stalls.map(({ longestGcMs }) => longestGcMs));
  const seconds = medianOf(stalls, (stall) => stall.seconds);
  return {
    id: `stalls.${phase}`,
    name: `longest stall, ${name}`,
    value: Math.max(...stalls.map(({ longestMs }) => longestMs)),
    unit: "ms",
    note: `each run ${each} ms, timer delay ${delay} ms, longest GC pause ${numberText(gcMs)} ms, ${seconds.toFixed(1)} s`,
  };
}
