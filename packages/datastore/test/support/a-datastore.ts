import { writeFile } from "node:fs/promises";
import { Agent, request } from "node:https";
import { join } from "node:path";
import type { Clock } from "@signalbox/clock";
import { loadConfig } from "@signalbox/config";
import { MemoryLogger } from "@signalbox/telemetry/testing";
import {
  datastoreService,
  startDatastore,
  type DatastoreConfig,
  type RunningDatastore,
} from "../../src/index.js";
import { MemoryStore } from "../read/memory-store.js";
import { aStore } from "./a-store.js";
import { TestCa, type Identity } from "./certificates.js";
import { aFolder, atEnd } from "./clean-up.js";

export const COLLECTOR = "urn:publicid:IDN+ch.example.net+tool+collector-site";

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  text(): string;
}

export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Default: a connection of its own. */
  readonly agent?: Agent;
}

export interface Files {
  readonly whitelist: string;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** A datastore on loopback, with an authority of its own and a list that admits the collector. */
export interface TestDatastore {
  readonly datastore: RunningDatastore;
  readonly config: DatastoreConfig;
  readonly ca: TestCa;
  readonly log: MemoryLogger;
  readonly files: Files;
  readonly folder: string;
  /** Asks as the holder of `identity`; rejects when the handshake or the reply breaks off. */
  readonly ask: (target: string, identity?: Identity, asking?: Asking) => Promise<Reply>;
  /** For several requests on one connection. */
  readonly keepAlive: (identity: Identity) => Agent;
}

export interface DatastoreSetup {
  readonly sets?: readonly string[];
  readonly whitelist?: string;
  readonly clock?: Clock;
  /** Default: an empty one that is read only. */
  readonly memory?: { info: object; series: object };
  readonly ca?: TestCa;
}

export async function aDatastore(setup: DatastoreSetup = {}): Promise<TestDatastore> {
  const { sets = [], whitelist = JSON.stringify([COLLECTOR]), memory = new MemoryStore() } = setup;
  const folder = await aFolder();
  const ca = setup.ca ?? (await TestCa.create());
  const files = filesIn(folder);
  await writeIdentity(files, await ca.issue({ names: [["dns", "localhost"]] }), ca.pem);
  await writeFile(files.whitelist, whitelist);
  const config = await readConfig([...settings(files), ...sets]);
  const log = new MemoryLogger();
  const datastore = await startDatastore({
    config,
    log,
    hostname: "store.example.net",
    random: () => 0.5,
    openStore: () => Promise.resolve(aStore(memory)),
    ...(setup.clock && { clock: setup.clock }),
  });
  atEnd(() => datastore.close());
  const { port } = new URL(datastore.url);
  return {
    datastore,
    config,
    ca,
    log,
    files,
    folder,
    ask: (target, identity, asking = {}) => ask(Number(port), target, identity, asking),
    keepAlive: (identity) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1, ...trusting, ...identity });
      atEnd(() => agent.destroy());
      return agent;
    },
  };
}

const trusting = { rejectUnauthorized: false };

const filesIn = (folder: string): Files => ({
  whitelist: join(folder, "whitelist.json"),
  ca: join(folder, "ca.pem"),
  cert: join(folder, "cert.pem"),
  key: join(folder, "key.pem"),
});

export async function writeIdentity(files: Files, identity: Identity, ca: string): Promise<void> {
  await writeFile(files.cert, identity.cert);
  await writeFile(files.key, identity.key);
  await writeFile(files.ca, ca);
}

const settings = (files: Files): string[] => [
  "host=127.0.0.1",
  "port=0",
  `tls.server_cert=${files.cert}`,
  `tls.server_key=${files.key}`,
  `tls.client_ca=${files.ca}`,
  `access.whitelist_file=${files.whitelist}`,
  "limits.drain_timeout=0.05",
  // Tests write points of any time.
  "retention.points=0s",
];

export async function readConfig(sets: readonly string[]) {
  const { schema, rules } = datastoreService;
  const { value } = await loadConfig({
    service: "datastore",
    schema,
    sets: [...sets],
    ...(rules && { rules }),
  });
  return value;
}

function ask(
  port: number,
  target: string,
  identity: Identity | undefined,
  { method = "GET", headers = {}, body, agent }: Asking,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const req = request({
      host: "127.0.0.1",
      port,
      path: target,
      method,
      headers,
      agent: agent ?? false,
      ...trusting,
      ...identity,
    });
    req.on("error", reject);
    req.on("response", (res) => {
      const pieces: Buffer[] = [];
      res.on("data", (piece: Buffer) => pieces.push(piece));
      res.on("error", reject);
      res.on("end", () => {
        const whole = Buffer.concat(pieces);
        const { statusCode = 0, headers: fields } = res;
        resolve({ status: statusCode, headers: fields, body: whole, text: () => whole.toString() });
      });
    });
    req.end(body);
  });
}
