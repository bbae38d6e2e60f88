import { fileURLToPath } from "node:url";
import type { BenchContext, Cleanup } from "../framework/benchmark.js";
import { cpuUs } from "../framework/process-figures.js";
import { Child } from "./child.js";
import { LOAD_CORE, pinned } from "./pinned.js";
import type { Pki } from "./pki.js";
import { canPin } from "./servers.js";

const DATASTORE = fileURLToPath(
  new URL("../../packages/datastore/bin/datastore.mjs", import.meta.url),
);

/** What a process of fake stores plays; the stores are alike but for their ids, `site-1` and so on. */
export interface FakeSitesShape {
  readonly stores: number;
  readonly nodes: number;
  /** Series of each node. */
  readonly series: number;
  readonly periodSeconds: number;
  /** In whole seconds since 1970: no point is older. */
  readonly sinceSeconds: number;
  readonly seed: number;
}

export interface FakeSites {
  readonly shape: FakeSitesShape;
  /** Info URLs of the aggregates, by number from 1. */
  readonly urls: readonly string[];
  cpuUs(): number;
}

/** Stores played by one process on the load's core, behind mutual TLS. */
export async function startFakeSites(
  context: BenchContext,
  cleanup: Cleanup,
  pki: Pki,
  shape: FakeSitesShape,
): Promise<FakeSites> {
  const options = {
    aggregates: shape.stores,
    nodes: shape.nodes,
    interfaces: 0,
    series: shape.series,
    period: `${shape.periodSeconds}s`,
    since: new Date(shape.sinceSeconds * 1000).toISOString(),
    seed: shape.seed,
    cert: pki.serverCertFile,
    key: pki.serverKeyFile,
    "client-ca": pki.caFile,
    "public-host": "localhost",
  };
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const args = [DATASTORE, "fake-site", ...flags];
  const command = pinned(LOAD_CORE, canPin(context), { command: process.execPath, args });
  const child = cleanup.add(new Child("fake-site", command));
  // The first line is the list of all of them.
  const [, ...urls] = await child.lines(shape.stores + 1);
  return { shape, urls, cpuUs: () => cpuUs(child.pid) };
}
