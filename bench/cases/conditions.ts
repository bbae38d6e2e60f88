import type { Bar, Benchmark, Row } from "../framework/benchmark.js";
import { runWorker } from "../workers/run-worker.js";

const PER_BATCH = 100_000;
const QUICK_PER_BATCH = 10_000;
const NS_PER_US = 1000;
const UNDER_A_MICROSECOND: Bar = { limit: 1, of: "value", isStrict: true };

interface Result {
  readonly names: readonly string[];
  readonly ns: Readonly<Record<string, number>>;
  readonly worker: { readonly oneUs: number; readonly severalUs: number };
}

export const conditions: Benchmark = {
  name: "conditions",
  question: "How long does one condition on metrics take?",
  method:
    "The Lua engine in a process of its own, metrics of 1000 caches, CPU time. Kept: nothing the condition has read has changed since. Compiled: evaluated for each request, because it also looks at the request. After a change: everything is said to have changed before each evaluation, so that the metrics are read again and the result is kept for a next time that does not come; a router pays this once for each change of a host. Worker: what is not in the compiled part of Lua, here the same conditions left to the interpreter; time from asking until the answer is there, median.",
  async run(context) {
    context.progress("kept, compiled, after a change, in the worker");
    const perBatch = context.size(PER_BATCH, QUICK_PER_BATCH);
    // The worker is ours and tells this.
    const result = (await runWorker(context, "conditions", [String(perBatch)])) as Result;
    const { oneUs, severalUs } = result.worker;
    return [
      ...result.names.map((name) => rowOf("kept", name, result)),
      ...result.names.map((name) => rowOf("compiled", name, result)),
      ...result.names.map((name) => rowOf("anew", name, result)),
      { id: "conditions.worker", name: "in the worker, asked alone", value: oneUs, unit: "us" },
      {
        id: "conditions.worker-8",
        name: "in the worker, eight in one question, each",
        value: severalUs,
        unit: "us",
      },
    ];
  },
};

const HOW = { kept: "kept", compiled: "compiled", anew: "after a change" } as const;

function rowOf(how: keyof typeof HOW, name: string, { ns }: Result): Row {
  const value = (ns[`${how} ${name}`] ?? Number.NaN) / NS_PER_US;
  return {
    id: `conditions.${how}.${name}`,
    name: `${name}, ${HOW[how]}`,
    value,
    unit: "us",
    ...(how === "anew" ? {} : { bar: UNDER_A_MICROSECOND }),
  };
}
