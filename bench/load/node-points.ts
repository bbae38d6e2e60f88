import { post } from "./http-protocol.js";
import type { PointsForm } from "./tasks.js";

/** The six series of a node. */
export const NODE_EVENTS = [
  "cpu_util",
  "swap_free",
  "disk_part_max_used",
  "mem_used_kb",
  "is_available",
  "num_vms_allocated",
] as const;
export const STEP_US = 60_000_000;
const NANOS_PER_US = "000";
const WHOLE = 100_000;
const DECIMALS = 1000;

export function nodeId(node: number): string {
  return `site-1.example.net_node_pc${node}`;
}

/** A POST with points of the nodes from `first`; `step` is that of the first point. */
export function pointsPost(
  form: PointsForm,
  { first, step, startUs }: { first: number; step: number; startUs: number },
): { request: Buffer; bodyBytes: number; points: number } {
  const { format, nodesPerPost, stepsPerPost } = form;
  const nodes = Array.from({ length: nodesPerPost }, (_, at) => first + at);
  const times = Array.from({ length: stepsPerPost }, (_, at) => startUs + (step + at) * STEP_US);
  const body = Buffer.from(format === "line" ? lines(nodes, times) : items(nodes, times));
  const head = [
    "POST /ingest/points HTTP/1.1",
    "Host: localhost",
    `Content-Type: ${format === "line" ? "text/plain; charset=utf-8" : "application/json"}`,
    `Content-Length: ${body.length}`,
  ].join("\r\n");
  const points = nodesPerPost * stepsPerPost * NODE_EVENTS.length;
  const request = Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body]);
  return { request, bodyBytes: body.length, points };
}

/** The inventory that the points belong to: a site and its nodes. */
export function infoPost(nodes: number, tsUs: number): Buffer {
  const urn = (rest: string): string => `urn:publicid:IDN+site-1.example.net+${rest}`;
  const site = { type: "aggregate", id: "site-1", urn: urn("authority+cm"), ts: tsUs };
  const all = Array.from({ length: nodes }, (_, node) => ({
    type: "node",
    id: nodeId(node),
    urn: urn(`node+pc${node}`),
    node_type: "server",
    aggregate_id: "site-1",
    ts: tsUs,
  }));
  return post("/ingest/info", [{ ...site, operational_status: "production" }, ...all]);
}

function items(nodes: readonly number[], times: readonly number[]): string {
  const all = nodes.flatMap((node) =>
    NODE_EVENTS.map((event, at) => {
      const points = times.map((ts) => `[${ts},${value(node, at, ts)}]`).join(",");
      return `{"type":"node","event":"${event}","id":"${nodeId(node)}","points":[${points}]}`;
    }),
  );
  return `[${all.join(",")}]`;
}

function lines(nodes: readonly number[], times: readonly number[]): string {
  const all = nodes.flatMap((node) =>
    times.map((ts) => {
      const fields = NODE_EVENTS.map((event, at) => `${event}=${value(node, at, ts)}`).join(",");
      return `node,id=${nodeId(node)} ${fields} ${ts}${NANOS_PER_US}\n`;
    }),
  );
  return all.join("");
}

/** Up to three decimals, the same in every run. */
function value(node: number, event: number, ts: number): number {
  const minute = Math.floor(ts / STEP_US) % WHOLE;
  return (
    ((Math.imul(node * 7919 + event * 104_729 + minute, 2_654_435_761) >>> 8) % WHOLE) / DECIMALS
  );
}
