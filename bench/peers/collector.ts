import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BenchContext, Cleanup } from "../framework/benchmark.js";
import type { Pki } from "./pki.js";
import { start, type ServerProcess } from "./servers.js";

const COLLECTOR = fileURLToPath(
  new URL("../../packages/collector/bin/collector.mjs", import.meta.url),
);
const READY = /^ready \S+ \S*:(\d+)/;
const POINTS = /^collector_points_total\{.*outcome="(\w+)".*\} (\S+)$/gm;

/** A store as the configuration names it. */
export interface PolledStore {
  readonly id: string;
  readonly url: string;
}

/** What its API tells of a store; as much as is looked at. */
interface StoreView {
  readonly last_poll?: { readonly started: string; readonly outcome: string };
}

/** Our collector, as built and as shipped. */
export class CollectorProcess {
  constructor(readonly server: ServerProcess) {}

  /** How many stores were polled, from `sinceMs` on, without a problem. */
  async polledSince(sinceMs: number): Promise<number> {
    // Our own collector's answer.
    const { stores } = (await (await this.#get("/stores")).json()) as { stores: StoreView[] };
    const polls = stores.flatMap(({ last_poll: poll }) => (poll ? [poll] : []));
    return polls.filter(({ outcome, started }) => outcome === "ok" && Date.parse(started) > sinceMs)
      .length;
  }

  /** Points by what became of them. */
  async points(): Promise<Readonly<Record<string, number>>> {
    const text = await (await this.#get("/metrics")).text();
    const sums: Record<string, number> = {};
    for (const [, outcome = "", value] of text.matchAll(POINTS)) {
      sums[outcome] = (sums[outcome] ?? 0) + Number(value);
    }
    return sums;
  }

  #get(path: string): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.server.port}${path}`);
  }
}

/** In an empty folder; the store's file is `collector.db` there. */
export async function startCollector(
  context: BenchContext,
  cleanup: Cleanup,
  { pki, stores, folder }: { pki: Pki; stores: readonly PolledStore[]; folder: string },
): Promise<CollectorProcess> {
  const file = join(folder, "collector.yaml");
  const settings = {
    host: "127.0.0.1",
    port: 0,
    certificate: pki.identityFile,
    trust: pki.caFile,
    stores,
    poll: { min_interval: "10s", default_period: "10s", backfill: "1h" },
    store: { file: join(folder, "collector.db") },
    log: { level: "warning" },
  };
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(settings));
  const command = { command: process.execPath, args: [COLLECTOR, "--config", file] };
  return new CollectorProcess(await start(context, cleanup, "collector", command, READY));
}
