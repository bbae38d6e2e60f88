import type { BenchContext, Benchmark, Cleanup, Row } from "../framework/benchmark.js";
import { inTurn } from "../framework/rounds.js";
import { medianOf } from "../framework/statistics.js";
import { FIELDS_PER_CACHE } from "../load/cache-metrics.js";
import { LoadProcess } from "../load/load-process.js";
import type { MetricsForm } from "../load/tasks.js";
import { startRouter } from "../peers/router.js";
import type { ServerProcess } from "../peers/servers.js";
import { startTelegraf } from "../peers/telegraf.js";
import { numberText } from "../report/columns.js";
import { ingestBeside } from "./ingest-beside.js";
import { agentLines } from "./metrics-forms.js";
import { notInstalled } from "./missing-peers.js";
import { eightConditions } from "./routing-documents.js";

const CACHES = 1000;
const CACHES_PER_BATCH = 100;
const INTERVAL_S = 5;
const CONNECTIONS = 8;
const ROUNDS = 5;
const QUICK_ROUNDS = 2;
const SENT_PER_ROUND = 5;
const QUICK_SENT_PER_ROUND = 2;
const LIMIT_PERCENT = 5;
const PERCENT = 100;
const US_PER_SECOND = 1_000_000;
const TELEGRAF = "Telegraf's influxdb_listener, line protocol";

interface Sender {
  readonly id: string;
  readonly name: string;
  readonly server: ServerProcess;
  readonly form: MetricsForm;
}

interface Cost {
  /** CPU for one post of every cache. */
  readonly intervalUs: number;
  readonly bytes: number;
}

export const ingest: Benchmark = {
  name: "ingest",
  question: "What do the metrics of 1000 caches cost the router, and the redirects beside them?",
  method:
    "Each cache has 50 fields in 9 series, counters among them. Agents post one cache at a time, aggregators 100. They are sent as fast as they are taken; the CPU of the server, all its threads, for one post of every cache is what an interval of 5 s costs it. Telegraf reads the same posts with its own listener and throws the metrics away. Then 1000 redirects a second by eight conditions, with and without the metrics of all caches arriving in the same process, evenly spread over each 5 s.",
  async run(context) {
    const costs = await context.withCleanup((cleanup) => measureCosts(context, cleanup));
    return [...costs, ...(await ingestBeside(context, CACHES))];
  },
};

async function measureCosts(context: BenchContext, cleanup: Cleanup): Promise<Row[]> {
  const load = new LoadProcess(context, cleanup);
  const senders = await startSenders(context, cleanup);
  const rounds = context.size(ROUNDS, QUICK_ROUNDS);
  const times = context.size(SENT_PER_ROUND, QUICK_SENT_PER_ROUND);
  await inTurn(senders, 2, (sender) => send(load, sender, times));
  const measured = await inTurn(senders, rounds, (sender, round) => {
    context.progress(`round ${round + 1}: ${sender.name}`);
    return send(load, sender, times);
  });
  const costs = new Map([...measured].map(([sender, all]) => [sender, middle(all)]));
  const [lines] = senders;
  const linesCost = lines && costs.get(lines);
  if (!linesCost) throw new Error("line protocol was not measured");
  const rows = [...costs].map(([sender, cost]) => rowOf(sender, cost));
  return [...rows, telegrafRow(linesCost, costs)];
}

/** Line protocol of agents comes first: it is what Telegraf's listener is compared with. */
async function startSenders(context: BenchContext, cleanup: Cleanup): Promise<Sender[]> {
  const { server, ingestPort } = await startRouter(context, cleanup, eightConditions(CACHES));
  const agent = agentLines(ingestPort, CACHES);
  const batch = { ...agent, cachesPerPost: CACHES_PER_BATCH };
  const json = { path: "/telegraf", format: "json" } as const;
  const sender = (id: string, name: string, form: MetricsForm): Sender => {
    return { id: `ingest.${id}`, name, server, form };
  };
  const telegraf = await telegrafSender(context, cleanup);
  return [
    sender("line", "agents, line protocol", agent),
    sender("line-gzip", "agents, line protocol, gzip", { ...agent, isGzip: true }),
    sender("json", "agents, JSON", { ...agent, ...json }),
    sender("batch-gzip", "aggregator, line protocol, gzip", { ...batch, isGzip: true }),
    sender("batch-json", "aggregator, JSON", { ...batch, ...json }),
    ...telegraf,
  ];
}

async function telegrafSender(context: BenchContext, cleanup: Cleanup): Promise<Sender[]> {
  const { telegraf } = context.installed;
  if (telegraf === undefined) return [];
  const server = await startTelegraf(context, cleanup, telegraf);
  const form = agentLines(server.port, CACHES);
  return [{ id: "ingest.telegraf", name: TELEGRAF, server, form }];
}

async function send(load: LoadProcess, { server, form }: Sender, rounds: number): Promise<Cost> {
  const beforeUs = server.cpuUs();
  const result = await load.run({ kind: "ingest", ...form, rounds, connections: CONNECTIONS });
  return { intervalUs: (server.cpuUs() - beforeUs) / rounds, bytes: result.bytes / rounds };
}

function middle(costs: readonly Cost[]): Cost {
  return {
    intervalUs: medianOf(costs, (cost) => cost.intervalUs),
    bytes: medianOf(costs, (cost) => cost.bytes),
  };
}

function rowOf({ id, name, server }: Sender, cost: Cost): Row {
  const isOurs = server.name === "router";
  return {
    id,
    name,
    value: (PERCENT * cost.intervalUs) / (INTERVAL_S * US_PER_SECOND),
    unit: "% of a core",
    ...(isOurs ? { bar: { limit: LIMIT_PERCENT, of: "value", isStrict: true } } : {}),
    note: `${numberText(samplesPerSecond(cost))} samples/s a core, ${numberText(cost.bytes / 1e6)} MB an interval`,
  };
}

function samplesPerSecond({ intervalUs }: Cost): number {
  return (CACHES * FIELDS_PER_CACHE * US_PER_SECOND) / intervalUs;
}

function telegrafRow(ours: Cost, costs: ReadonlyMap<Sender, Cost>): Row {
  const id = "ingest.ahead";
  const name = "CPU for a sample against Telegraf, agents, line protocol";
  const bar = { limit: 1, of: "ratio", isStrict: true } as const;
  const [, telegraf] = [...costs].find(([sender]) => sender.id === "ingest.telegraf") ?? [];
  if (!telegraf) return { ...notInstalled(id, name), bar };
  const samples = CACHES * FIELDS_PER_CACHE;
  return {
    id,
    name,
    value: ours.intervalUs / samples,
    unit: "us",
    ratio: ours.intervalUs / telegraf.intervalUs,
    against: "Telegraf",
    bar,
  };
}
