import type { LoadProcess } from "../load/load-process.js";
import { infoPost } from "../load/node-points.js";
import type { Pki } from "../peers/pki.js";
import type { ServerProcess } from "../peers/servers.js";

const US_PER_MS = 1000;
const DAY_STEPS = 1440;
const STEP_US = 60_000_000;
const NODES_PER_POST = 10;

/** A day ago, at the start of a minute. */
export function dayAgoUs(): number {
  const nowUs = (performance.timeOrigin + performance.now()) * US_PER_MS;
  return (Math.floor(nowUs / STEP_US) - DAY_STEPS) * STEP_US;
}

/** Writes nodes through the datastore's own interface. */
export async function writeNodes(
  load: LoadProcess,
  pki: Pki,
  { port }: ServerProcess,
  nodes: number,
): Promise<void> {
  const request = infoPost(nodes, dayAgoUs()).toString("latin1");
  const text = await load.run({ kind: "ask", protocol: "http", port, request, tls: pki });
  if (!text.includes(`"inserted":${nodes + 1}`)) throw new Error(`nodes were refused: ${text}`);
}

/** Writes a day of six series of each node. */
export async function writeDay(
  load: LoadProcess,
  pki: Pki,
  { port }: ServerProcess,
  { nodes, startUs }: { nodes: number; startUs: number },
): Promise<void> {
  const shape = { nodesPerPost: NODES_PER_POST, stepsPerPost: DAY_STEPS, rounds: 1 } as const;
  const where = { port, tls: pki, connections: 1 } as const;
  await load.run({ kind: "points", format: "json", nodes, startUs, ...shape, ...where });
}
