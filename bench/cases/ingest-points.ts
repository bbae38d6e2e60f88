import { join } from "node:path";
import type { BenchContext, Benchmark, Cleanup, Row } from "../framework/benchmark.js";
import { inTurn } from "../framework/rounds.js";
import { medianOf } from "../framework/statistics.js";
import { LoadProcess } from "../load/load-process.js";
import { STEP_US } from "../load/node-points.js";
import type { PointsForm, PointsResult } from "../load/tasks.js";
import { startDatastore } from "../peers/datastore.js";
import { makePki } from "../peers/pki.js";
import { scratchFolder } from "../peers/scratch.js";
import type { ServerProcess } from "../peers/servers.js";
import { numberText } from "../report/columns.js";
import { dayAgoUs, writeNodes } from "./datastore-fill.js";

const NODES = 100;
const ROUNDS = 5;
const QUICK_ROUNDS = 2;
const CONNECTIONS = 4;
const HOUR_STEPS = 60;
/** Three hundred days. */
const PAST_STEPS = 300 * 24 * HOUR_STEPS;
const US_PER_SECOND = 1_000_000;

interface Way extends PointsForm {
  readonly id: string;
  readonly name: string;
  /** Posts of all nodes in a round. */
  readonly rounds: number;
}

interface Cost {
  readonly cpuUsPerPoint: number;
  readonly perSecond: number;
  readonly bytesPerPoint: number;
}

const WAYS: readonly Way[] = [
  way("node", "a step of one node", { nodesPerPost: 1, stepsPerPost: 1 }, 20),
  way("nodes", "a step of 100 nodes", { nodesPerPost: NODES, stepsPerPost: 1 }, 200),
  way("hour", "an hour of 100 nodes", { nodesPerPost: NODES, stepsPerPost: HOUR_STEPS }, 10),
].flat();

export const ingestPoints: Benchmark = {
  name: "ingest-points",
  question: "How many points does the datastore take over HTTPS?",
  method:
    "POST /ingest/points: six series of each of 100 nodes that are in its inventory, a point each minute; posts of one step of one node (6 points), of one step of all (600) and of an hour of all (36 000), in JSON and in line protocol. Client certificates, 4 keep-alive connections, embedded store, durability full: each post is answered when it is on the disk. Every point is new, and every answer says so. CPU of the server process, all its threads; the values name what it is for each point.",
  run: (context) => context.withCleanup((cleanup) => measure(context, cleanup)),
};

function way(
  id: string,
  name: string,
  form: Pick<PointsForm, "nodesPerPost" | "stepsPerPost">,
  rounds: number,
): Way[] {
  const json = { id: `${id}.json`, name: `${name}, JSON`, format: "json" } as const;
  const line = { id: `${id}.line`, name: `${name}, line protocol`, format: "line" } as const;
  return [json, line].map((format) => ({ ...format, ...form, rounds }));
}

async function measure(context: BenchContext, cleanup: Cleanup): Promise<Row[]> {
  const load = new LoadProcess(context, cleanup);
  const pki = makePki(scratchFolder(cleanup));
  const file = join(scratchFolder(cleanup), "datastore.db");
  const server = await startDatastore(context, cleanup, pki, { "store.file": file });
  await writeNodes(load, pki, server, NODES);
  // From the past onwards: no point is late, and none lies in the future.
  const clock = { nextUs: dayAgoUs() - PAST_STEPS * STEP_US };
  const send = async (one: Way): Promise<Cost> => {
    const rounds = context.size(one.rounds, Math.ceil(one.rounds / 10));
    const startUs = clock.nextUs;
    clock.nextUs += rounds * one.stepsPerPost * STEP_US;
    const { format, nodesPerPost, stepsPerPost } = one;
    const where = { port: server.port, tls: pki, nodes: NODES, connections: CONNECTIONS } as const;
    const form = { format, nodesPerPost, stepsPerPost, rounds, startUs } as const;
    return costOf(server, () => load.run({ kind: "points", ...where, ...form }));
  };
  await inTurn(WAYS, 1, send);
  const measured = await inTurn(WAYS, context.size(ROUNDS, QUICK_ROUNDS), (one, round) => {
    context.progress(`round ${round + 1}: ${one.name}`);
    return send(one);
  });
  return [...measured].map(([one, costs]) => rowOf(one, costs));
}

async function costOf(server: ServerProcess, send: () => Promise<PointsResult>): Promise<Cost> {
  const beforeUs = server.cpuUs();
  const { points, seconds, bytes } = await send();
  return {
    cpuUsPerPoint: (server.cpuUs() - beforeUs) / points,
    perSecond: points / seconds,
    bytesPerPoint: bytes / points,
  };
}

function rowOf({ id, name }: Way, costs: readonly Cost[]): Row {
  const value = medianOf(costs, (cost) => cost.cpuUsPerPoint);
  const perSecond = numberText(medianOf(costs, (cost) => cost.perSecond));
  const bytes = numberText(medianOf(costs, (cost) => cost.bytesPerPoint));
  return {
    id: `ingest-points.${id}`,
    name,
    value,
    unit: "us CPU a point",
    note: `${numberText(US_PER_SECOND / value)} points/s a core; ${perSecond} points/s taken, ${bytes} B a point`,
  };
}
