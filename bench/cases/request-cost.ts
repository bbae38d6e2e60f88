import type { BenchContext, Row } from "../framework/benchmark.js";
import { inTurn } from "../framework/rounds.js";
import { medianOf } from "../framework/statistics.js";
import type { LoadProcess } from "../load/load-process.js";
import type { ProtocolName, TlsFiles } from "../load/tasks.js";
import type { ServerProcess } from "../peers/servers.js";
import { numberText } from "../report/columns.js";

const CONNECTIONS = 64;
const ROUNDS = 5;
const QUICK_ROUNDS = 3;

/** A server and the request it is asked over and over. */
export interface Contender {
  readonly name: string;
  readonly server: Pick<ServerProcess, "name" | "port" | "cpuUs">;
  readonly protocol: ProtocolName;
  readonly request: string;
  /** Default: plain. */
  readonly tls?: TlsFiles;
  /** Default: 64. */
  readonly connections?: number;
}

/** What one request costs, each figure the median over the rounds. */
export interface RequestCost {
  readonly cpuUs: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Warms all contenders up, then asks them in turn. Their CPU includes everything their process did meanwhile. */
export async function requestCosts(
  context: BenchContext,
  load: LoadProcess,
  contenders: readonly Contender[],
): Promise<Map<Contender, RequestCost>> {
  const warmUpMs = context.size(2500, 800);
  const durationMs = context.size(2000, 500);
  await inTurn(contenders, 1, (contender) => measure(load, contender, warmUpMs));
  const rounds = context.size(ROUNDS, QUICK_ROUNDS);
  const measured = await inTurn(contenders, rounds, (contender, round) => {
    context.progress(`round ${round + 1}: ${contender.name}`);
    return measure(load, contender, durationMs);
  });
  return new Map([...measured].map(([contender, costs]) => [contender, middle(costs)]));
}

/** A row of one contender; `peer`: with the ratio of their CPU. */
export function costRow(
  id: string,
  contender: Contender,
  cost: RequestCost,
  peer?: { name: string; cost: RequestCost; limit?: number },
): Row {
  const ratio = peer && cost.cpuUs / peer.cost.cpuUs;
  return {
    id,
    name: contender.name,
    value: cost.cpuUs,
    unit: "us CPU",
    ...(peer ? { ratio, against: peer.name } : {}),
    ...(peer?.limit === undefined ? {} : { bar: { limit: peer.limit, of: "ratio" } }),
    note: `${numberText(cost.perSecond)} req/s, p50 ${numberText(cost.p50Ms)} ms, p99 ${numberText(cost.p99Ms)} ms`,
  };
}

async function measure(
  load: LoadProcess,
  { server, protocol, request, tls, connections = CONNECTIONS }: Contender,
  durationMs: number,
): Promise<RequestCost> {
  const beforeUs = server.cpuUs();
  const result = await load.run({
    kind: "rate",
    port: server.port,
    connections,
    protocol,
    request,
    durationMs,
    ...(tls && { tls }),
  });
  return {
    cpuUs: (server.cpuUs() - beforeUs) / result.requests,
    perSecond: result.requests / result.seconds,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
  };
}

function middle(costs: readonly RequestCost[]): RequestCost {
  return {
    cpuUs: medianOf(costs, (cost) => cost.cpuUs),
    perSecond: medianOf(costs, (cost) => cost.perSecond),
    p50Ms: medianOf(costs, (cost) => cost.p50Ms),
    p99Ms: medianOf(costs, (cost) => cost.p99Ms),
  };
}
