import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import type { BenchContext, Benchmark, Cleanup, Row } from "../framework/benchmark.js";
import { LoadProcess } from "../load/load-process.js";
import { NODE_EVENTS, nodeId, STEP_US } from "../load/node-points.js";
import { startDatastore } from "../peers/datastore.js";
import { makePki, type Pki } from "../peers/pki.js";
import { startPostgres, type PostgresServer } from "../peers/postgres.js";
import { scratchFolder } from "../peers/scratch.js";
import { start, type ServerProcess } from "../peers/servers.js";
import { dayAgoUs, writeDay, writeNodes } from "./datastore-fill.js";
import { notInstalled } from "./missing-peers.js";
import { costRow, requestCosts, type Contender, type RequestCost } from "./request-cost.js";

const NODES = 50;
const ASKED_NODES = 2;
const ASKED_EVENTS = 3;
const HOUR_STEPS = 60;
/** Steps from the first point to the hour that is asked for. */
const ASKED_FROM = 600;
const CONNECTIONS = 8;
const LIMIT = 1;
const PEER = "statements on PostgreSQL";
const STATEMENT_SERVER = fileURLToPath(new URL("../peers/statement-server.ts", import.meta.url));

export const datastoreData: Benchmark = {
  name: "datastore-data",
  question: "What does a data query cost, end to end?",
  method:
    "GET /data: an hour (60 points a series) of three events of two nodes, from 50 nodes with a day of six series each, that is 360 points a reply. HTTPS with client certificates, 8 keep-alive connections, one request in flight on each; CPU of all processes of the server's side, PostgreSQL's included. The original's way is played by a bare node:https server: a prepared statement for each event and object and one for each series' subject, on tables of its shape, one for each event with keys of text; without whitelist, limits, checks and units. The same questions, one by one, to our embedded store.",
  run: (context) => context.withCleanup((cleanup) => measure(context, cleanup)),
};

async function measure(context: BenchContext, cleanup: Cleanup): Promise<Row[]> {
  const load = new LoadProcess(context, cleanup);
  const pki = makePki(scratchFolder(cleanup));
  const startUs = dayAgoUs();
  const asked = {
    tls: pki,
    protocol: "http",
    connections: CONNECTIONS,
    request: requestOf(startUs),
  };
  const servers = await startServers(context, cleanup, { load, pki, startUs });
  const contenders = servers.map(({ name, server }) => ({ name, server, ...asked }) as Contender);
  for (const contender of contenders) await checkReply(load, contender);
  const costs = await requestCosts(context, load, contenders);
  return rowsOf(servers, contenders, costs);
}

/** A server with what works for it. */
interface Named {
  readonly id: string;
  readonly name: string;
  readonly server: Contender["server"];
}

interface Setting {
  readonly load: LoadProcess;
  readonly pki: Pki;
  readonly startUs: number;
}

async function startServers(
  context: BenchContext,
  cleanup: Cleanup,
  setting: Setting,
): Promise<Named[]> {
  const { pki } = setting;
  const file = join(scratchFolder(cleanup), "datastore.db");
  await context.withCleanup(async (inner) => {
    const server = await startDatastore(context, inner, pki, { "store.file": file });
    await fill(setting, server);
  });
  const copy = `${file}.copy`;
  copyFileSync(file, copy);
  const ours = await startDatastore(context, cleanup, pki, { "store.file": file });
  const oneByOne = await startStatements(context, cleanup, pki, "store", copy);
  const named: Named[] = [
    { id: "embedded", name: "datastore, embedded store", server: ours },
    { id: "one-by-one", name: "one by one from the embedded store", server: oneByOne },
  ];
  return [...named, ...(await startPostgresServers(context, cleanup, setting))];
}

async function startPostgresServers(
  context: BenchContext,
  cleanup: Cleanup,
  setting: Setting,
): Promise<Named[]> {
  const { postgres } = context.installed;
  if (postgres === undefined) return [];
  const database = await startPostgres(context, cleanup, postgres, true);
  const settings = { "store.backend": "postgresql", "store.url": database.url };
  const ours = await startDatastore(context, cleanup, setting.pki, settings);
  await fill(setting, ours);
  await makeOriginalTables(database.url);
  const peer = await startStatements(context, cleanup, setting.pki, "postgres", database.url);
  return [
    { id: "postgresql", name: "datastore, PostgreSQL", server: withDatabase(ours, database) },
    { id: "statements", name: PEER, server: withDatabase(peer, database) },
  ];
}

async function fill({ load, pki, startUs }: Setting, server: ServerProcess): Promise<void> {
  await writeNodes(load, pki, server, NODES);
  await writeDay(load, pki, server, { nodes: NODES, startUs });
}

function startStatements(
  context: BenchContext,
  cleanup: Cleanup,
  { serverCertFile, serverKeyFile, caFile }: Pki,
  kind: "postgres" | "store",
  where: string,
): Promise<ServerProcess> {
  const files = [serverCertFile, serverKeyFile, caFile];
  const args = ["--import", "tsx", STATEMENT_SERVER, ...files, kind, where];
  const command = { command: process.execPath, args };
  return start(context, cleanup, "node:https", command, /^ready (\d+)/);
}

/** The two never work at the same time, so what the database does is done for the one that is asked. */
function withDatabase(server: ServerProcess, database: PostgresServer): Contender["server"] {
  return { name: server.name, port: server.port, cpuUs: () => server.cpuUs() + database.cpuUs() };
}

/** The same points in tables of the original's shape. */
async function makeOriginalTables(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  for (const event of NODE_EVENTS) {
    const table = `ops_node_${event}`;
    await client.query(
      `create table ${table} (id varchar not null, ts int8 not null, v float8 not null)`,
    );
    await client.query(
      `insert into ${table} select object_id, ts, v from signalbox.points
       join signalbox.series on series.id = series_id where event = '${event}' order by 1, 2`,
    );
    await client.query(`alter table ${table} add primary key (id, ts)`);
  }
  await client.query(`create table ops_node (id varchar primary key, "selfRef" varchar not null)`);
  const ids = Array.from({ length: NODES }, (_, node) => nodeId(node));
  const insert = `insert into ops_node select id, 'https://localhost/info/node/' || id from unnest($1::varchar[]) id`;
  await client.query(insert, [ids]);
  await client.query("vacuum analyze");
  await client.end();
}

function requestOf(startUs: number): string {
  const fromUs = startUs + ASKED_FROM * STEP_US;
  const filters = {
    eventType: NODE_EVENTS.slice(0, ASKED_EVENTS).map((event) => `ops_monitoring:${event}`),
    ts: { gte: fromUs, lt: fromUs + HOUR_STEPS * STEP_US },
    obj: { type: "node", id: Array.from({ length: ASKED_NODES }, (_, node) => nodeId(7 * node)) },
  };
  const query = encodeURIComponent(JSON.stringify({ filters }));
  return `GET /data/?q=${query} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
}

async function checkReply(load: LoadProcess, contender: Contender): Promise<void> {
  const { protocol, request, server, tls } = contender;
  const ask = { kind: "ask", protocol, request, port: server.port, ...(tls && { tls }) } as const;
  const text = await load.run(ask);
  const counts = {
    '"ts":': ASKED_EVENTS * ASKED_NODES * HOUR_STEPS,
    '"subject":"https:': ASKED_EVENTS * ASKED_NODES,
  };
  for (const [part, expected] of Object.entries(counts)) {
    const found = text.split(part).length - 1;
    if (found !== expected)
      throw new Error(`${contender.name}: ${found} times ${part}, not ${expected}`);
  }
}

function rowsOf(
  servers: readonly Named[],
  contenders: readonly Contender[],
  costs: ReadonlyMap<Contender, RequestCost>,
): Row[] {
  const costOf = (id: string): RequestCost | undefined => {
    const contender = contenders[servers.findIndex((named) => named.id === id)];
    return contender && costs.get(contender);
  };
  const statements = costOf("statements");
  const peer = statements && { name: PEER, cost: statements };
  const rows = servers.map(({ id }, at) => {
    const [contender, cost] = [contenders[at], costOf(id)];
    if (!contender || !cost) throw new Error(`${id} was not measured`);
    const isBarred = id === "embedded" || id === "postgresql";
    const versus =
      peer && id !== "statements" ? { ...peer, ...(isBarred && { limit: LIMIT }) } : undefined;
    return costRow(`datastore-data.${id}`, contender, cost, versus);
  });
  const p50 = p50Row(costOf("embedded"), statements);
  return peer ? [...rows, p50] : [...rows, notInstalled("datastore-data.statements", PEER)];
}

function p50Row(ours: RequestCost | undefined, peer: RequestCost | undefined): Row {
  const [value = Number.NaN, other = Number.NaN] = [ours?.p50Ms, peer?.p50Ms];
  return {
    id: "datastore-data.p50",
    name: "datastore, embedded store, p50",
    value,
    unit: "ms",
    ratio: value / other,
    against: PEER,
    bar: { limit: LIMIT, of: "ratio" },
  };
}
