// Tells how evenly contents are spread over hosts, and how many of them move when hosts go, one at a time. Arguments: contents, hosts.
import { createHash } from "node:crypto";
import {
  compileRouting,
  decide,
  hashAlgorithms,
  seededDraws,
  type HashAlgorithm,
  type Plan,
} from "@signalbox/routing";
import { cacheName } from "../load/cache-metrics.js";
import { tellResult } from "./worker-result.js";

/** Where a content goes while one host, or -1 for none, is lost. */
type Place = (content: string, lost: number) => number;

interface Spread {
  /** Contents that moved, over all losses. */
  readonly moved: number;
  /** Contents of hosts that were lost: these have to. */
  readonly lost: number;
  readonly maxOverMean: number;
}

const popularity = { isWithin: () => false };
const random = seededDraws(0);

function planOf(hosts: number, hashAlgorithm: HashAlgorithm): Plan {
  const targets = Array.from({ length: hosts }, (_, at) => cacheName(at + 1));
  const list = targets.map((name) => ({ name, hostname: name, healthChecks: ["fit()"] }));
  const compiled = compileRouting({
    hostGroups: [{ name: "caches", type: "host", hosts: list }],
    rules: [{ name: "hash", type: "consistentHashing", hashAlgorithm, targets }],
    entrypoint: "hash",
  });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.plan;
}

/** A lost host is one whose health check fails. */
function ours(hosts: number, algorithm: HashAlgorithm): Place {
  const plan = planOf(hosts, algorithm);
  return (contentKey, lost) => {
    const evaluate = (_gate: number, host: number): number => (host === lost ? 0 : 1);
    const decision = decide(plan, { contentKey }, { evaluate, random, popularity });
    return decision.kind === "host" ? decision.host.index : -1;
  };
}

/** The way everyone begins with: the hash modulo the number of hosts there are. */
function modulo(hosts: number): Place {
  return (content, lost) => {
    const hash = createHash("md5").update(content).digest().readUInt32BE();
    if (lost < 0) return hash % hosts;
    const place = hash % (hosts - 1);
    return place < lost ? place : place + 1;
  };
}

function spread(place: Place, contents: number, hosts: number): Spread {
  const counts = new Array<number>(hosts).fill(0);
  let moved = 0;
  for (let at = 0; at < contents; at++) {
    const content = `/vod/movie-${at}/index.m3u8`;
    const home = place(content, -1);
    counts[home] = (counts[home] ?? 0) + 1;
    for (let lost = 0; lost < hosts; lost++) if (place(content, lost) !== home) moved++;
  }
  return { moved, lost: contents, maxOverMean: Math.max(...counts) / (contents / hosts) };
}

const [contents = 0, hosts = 0] = process.argv.slice(2).map(Number);
tellResult({
  ...Object.fromEntries(
    hashAlgorithms.map((algorithm) => [algorithm, spread(ours(hosts, algorithm), contents, hosts)]),
  ),
  modulo: spread(modulo(hosts), contents, hosts),
});
