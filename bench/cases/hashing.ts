import type { BenchContext, Benchmark, Row } from "../framework/benchmark.js";
import { numberText } from "../report/columns.js";
import { runWorker } from "../workers/run-worker.js";

const CONTENTS = 100_000;
const QUICK_CONTENTS = 5000;
const HOSTS = [10, 64] as const;
const MOVED_LIMIT = 1.02;
const SPREAD_LIMIT = 1.25;
const PERCENT = 100;
const CONTROL = "modulo";

interface Spread {
  readonly moved: number;
  readonly lost: number;
  readonly maxOverMean: number;
}

export const hashing: Benchmark = {
  name: "hashing",
  question: "How many contents move when a host of a consistent hashing group is lost?",
  method:
    "Decisions for 100 000 contents over 10 hosts and over 64, the most a group takes, with a spread factor of 1: all healthy, and with each host unhealthy in turn. Ideal: what was on the lost host moves and nothing else, on average one content in as many as there are hosts. Spread: contents of the fullest host over the mean. The last rows do the same with the hash modulo the number of hosts.",
  async run(context) {
    const rows: Row[] = [];
    for (const hosts of HOSTS) rows.push(...(await measure(context, hosts)));
    return rows;
  },
};

async function measure(context: BenchContext, hosts: number): Promise<Row[]> {
  context.progress(`${hosts} hosts`);
  const contents = context.size(CONTENTS, QUICK_CONTENTS);
  const args = [String(contents), String(hosts)];
  // The worker is ours and tells this.
  const result = (await runWorker(context, "hashing", args)) as Readonly<Record<string, Spread>>;
  return Object.entries(result).flatMap(([name, spread]) => rowsOf(name, spread, hosts));
}

function rowsOf(name: string, { moved, lost, maxOverMean }: Spread, hosts: number): Row[] {
  const id = `hashing.${name}.${hosts}`;
  const isControl = name === CONTROL;
  const movedRow: Row = {
    id,
    name: `${name}, ${hosts} hosts, contents moved by a loss`,
    value: (PERCENT * moved) / (hosts * lost),
    unit: "%",
    ratio: moved / lost,
    against: `ideal, ${numberText(PERCENT / hosts)} %`,
    ...(isControl ? {} : { bar: { limit: MOVED_LIMIT, of: "ratio" } }),
  };
  const spreadRow: Row = {
    id: `${id}.spread`,
    name: `${name}, ${hosts} hosts, fullest over mean`,
    value: maxOverMean,
    unit: "",
    ...(isControl ? {} : { bar: { limit: SPREAD_LIMIT, of: "value" } }),
  };
  return [movedRow, spreadRow];
}
