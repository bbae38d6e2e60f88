import type { BenchContext, Benchmark, Cleanup, Row } from "../framework/benchmark.js";
import { LoadProcess } from "../load/load-process.js";
import { startRouter, type RouterProcess } from "../peers/router.js";
import { startRedirects, type ServerProcess } from "../peers/servers.js";
import { cacheName } from "../load/cache-metrics.js";
import { feedMetrics } from "./metrics-forms.js";
import { redirectPeers, type HeaderFields } from "./redirect-peers.js";
import { costRow, requestCosts, type Contender, type RequestCost } from "./request-cost.js";
import { CONDITIONS, eightConditions } from "./routing-documents.js";

const HOSTS = 1000;
const LIMIT = 1.3;
/** What node:http writes of its own accord. */
const WRITTEN_BY_NODE = new Set(["date", "connection", "keep-alive"]);
/** What says where to go; the peers write their own. */
const ABOUT_TARGET = new Set(["location", "content-length"]);
/** A request as a player sends it. */
export const PLAYER_REQUEST = [
  "GET /vod/movie-1/video-1080p/segment-00042.m4s?session=5f1c HTTP/1.1",
  "Host: cdn.example.net",
  "User-Agent: Mozilla/5.0 (X11; Linux x86_64) player/1.0",
  "Accept: */*",
  "Accept-Encoding: identity",
  "Origin: https://www.example.net",
  "",
  "",
].join("\r\n");

export const redirect: Benchmark = {
  name: "redirect",
  question: "What does a redirect by eight conditions on live metrics cost the server?",
  method:
    "64 keep-alive connections, one request in flight on each; CPU of the server process per request, all its threads. 1000 hosts with 50 metrics each; a firstMatch rule reads the load of eight of them, the eighth is fit. node:http answers the same bytes and decides nothing; nginx, a single process, takes the same decision in Lua from the same two metrics of each host, read from a table of its one worker or from the dict that several would share; HAProxy and nginx send a fixed redirect, nginx with a page of 145 bytes.",
  run: (context) => context.withCleanup((cleanup) => measure(context, cleanup)),
};

async function measure(context: BenchContext, cleanup: Cleanup): Promise<Row[]> {
  const load = new LoadProcess(context, cleanup);
  const router = await startRouter(context, cleanup, eightConditions(HOSTS));
  await feedMetrics(load, router.ingestPort, HOSTS);
  const headers = await ourHeaders(load, router);
  const bare = contender(
    "node:http, the same bytes, nothing decided",
    await startRedirects(context, cleanup, headers),
  );
  const ours = contender("redirect, eight conditions", router.server);
  const others = headers.filter(([name]) => !ABOUT_TARGET.has(name.toLowerCase()));
  const peers = await redirectPeers({ context, cleanup, hosts: HOSTS, headers: others });
  const rows = peers.map((peer) =>
    "missing" in peer ? peer : { ...peer, contender: contender(peer.name, peer.server) },
  );
  for (const { server } of [bare, ...rows.flatMap((row) => ("missing" in row ? [] : row))]) {
    locationOf(await askWhole(load, server));
  }
  const all = [ours, bare, ...rows.flatMap((row) => ("missing" in row ? [] : row.contender))];
  const costs = await requestCosts(context, load, all);
  const peer = { name: "node:http", cost: costOf(costs, bare) };
  return [
    costRow("redirect", ours, costOf(costs, ours), { ...peer, limit: LIMIT }),
    costRow("redirect.node", bare, peer.cost),
    ...rows.map((row) =>
      "missing" in row
        ? row.missing
        : costRow(row.id, row.contender, costOf(costs, row.contender), peer),
    ),
  ];
}

function contender(name: string, server: ServerProcess): Contender {
  return { name, server, protocol: "redirect", request: PLAYER_REQUEST };
}

function costOf(costs: ReadonlyMap<Contender, RequestCost>, one: Contender): RequestCost {
  const cost = costs.get(one);
  if (!cost) throw new Error(`${one.name} was not measured`);
  return cost;
}

function askWhole(load: LoadProcess, { port }: Contender["server"]): Promise<string> {
  const request = PLAYER_REQUEST;
  return load.run({ kind: "ask", protocol: "redirect", port, request, isWhole: true });
}

/** @throws Error for a redirect to any host but that of the last condition. */
function locationOf(reply: string): void {
  const location = /\r\nlocation: *(\S+)/i.exec(reply)?.[1] ?? "none";
  const path = PLAYER_REQUEST.split(" ")[1] ?? "";
  const wanted = `http://${cacheName(CONDITIONS)}${path}`;
  if (location !== wanted) throw new Error(`Location is ${location}, not ${wanted}`);
}

/** The header fields of our reply that are not written by node:http anyway. */
async function ourHeaders(load: LoadProcess, { server }: RouterProcess): Promise<HeaderFields> {
  const reply = await askWhole(load, server);
  locationOf(reply);
  const [head = ""] = reply.split("\r\n\r\n");
  return head
    .split("\r\n")
    .slice(1)
    .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)] as const)
    .filter(([name]) => !WRITTEN_BY_NODE.has(name.toLowerCase()));
}
