import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { systemClock } from "@signalbox/clock";
import { DEFAULT_HTTP_LIMITS, startHttpServer } from "@signalbox/http-server";
import type { Express } from "express";
import {
  openSqliteStore,
  type InfoObject,
  type SeriesKey,
  type TimeseriesStore,
} from "@signalbox/timeseries-store";
import { isInfoType, referencesOf } from "@signalbox/monitoring-model";
import { collectorRoutes } from "../../src/api/collector-routes.js";
import type { CollectorApiOptions, StoreControl } from "../../src/api/collector-options.js";
import type { RunReport, StoreStatus } from "../../src/status/store-status.js";
import type { RootType, StoreTarget } from "../../src/stores/store-target.js";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** 2023-11-14T22:13:20Z, as the fake clock begins. */
export const NOW_MS = 1_700_000_000_000;
export const NOW_US = NOW_MS * 1000;
export const MINUTE_US = 60_000_000;

/** A store in a file, removed after the test. */
export async function aStore(): Promise<TimeseriesStore> {
  const { store, remove } = await openStore();
  cleanUps.push(remove);
  return store;
}

/** A store that all tests of a `describe` read from. */
export function aSharedStore(
  fill: (store: TimeseriesStore) => Promise<unknown>,
): () => TimeseriesStore {
  let opened: Awaited<ReturnType<typeof openStore>> | undefined;
  beforeAll(async () => {
    opened = await openStore();
    await fill(opened.store);
  });
  afterAll(() => opened?.remove());
  return () => {
    if (opened) return opened.store;
    throw new Error("the store is not open");
  };
}

async function openStore() {
  const folder = await mkdtemp(join(tmpdir(), "signalbox-collector-"));
  const store = await openSqliteStore({
    file: join(folder, "store.db"),
    clock: systemClock,
    durability: "normal",
  });
  const remove = async (): Promise<void> => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { store, remove };
}

export function aTarget(id: string, more: Partial<StoreTarget> = {}): StoreTarget {
  const rootType: RootType = more.rootType ?? "aggregate";
  return {
    id,
    rootType,
    rootId: id,
    rootUrl: `https://${id}.example.net:4334/info/${rootType}/${id}`,
    verifyServer: true,
    allowedOrigins: [],
    ...more,
  };
}

export function aStatus(id: string, more: Partial<StoreStatus> = {}): StoreStatus {
  return { target: aTarget(id), series: 0, failures: 0, circuit: "closed", ...more };
}

export const aReport: RunReport = {
  startedMs: NOW_MS,
  tookMs: 12,
  outcome: "ok",
  problems: [],
  requests: 3,
  written: 7,
};

/** Stores with these states; runs are noted and end at once. */
export class FakeControl implements StoreControl {
  readonly runs: string[] = [];
  constructor(readonly states: readonly StoreStatus[]) {}
  all(): readonly StoreStatus[] {
    return this.states;
  }
  crawlNow(id: string): Promise<RunReport> {
    this.runs.push(`crawl ${id}`);
    return Promise.resolve(aReport);
  }
  pollNow(id: string): Promise<RunReport> {
    this.runs.push(`poll ${id}`);
    return Promise.resolve(aReport);
  }
}

export interface TestApi {
  readonly url: string;
  readonly control: FakeControl;
  readonly clock: FakeClock;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  json(path: string, headers?: Readonly<Record<string, string>>): Promise<unknown>;
  text(path: string, headers?: Readonly<Record<string, string>>): Promise<string>;
}

export type ApiSetup = Partial<Omit<CollectorApiOptions, "stores">> & {
  readonly store: CollectorApiOptions["store"];
  readonly stores?: readonly StoreStatus[];
  readonly after?: (app: Express) => void;
};

/** The API on loopback. */
export async function anApi({ stores = [], after, ...setup }: ApiSetup): Promise<TestApi> {
  const control = new FakeControl(stores);
  const clock = new FakeClock({ wallMs: NOW_MS });
  const routes = collectorRoutes({ stores: control, clock, version: "1.2.3", ...setup });
  const server = await startHttpServer({
    name: "test",
    host: "127.0.0.1",
    port: 0,
    clock: systemClock,
    health: { isReady: () => ({ ready: true }) },
    limits: { ...DEFAULT_HTTP_LIMITS, drainMs: 50 },
    routes: (app) => {
      routes(app);
      after?.(app);
    },
  });
  cleanUps.push(() => server.close());
  const get: TestApi["get"] = (path, headers = {}) => fetch(server.url + path, { headers });
  return {
    url: server.url,
    control,
    clock,
    get,
    text: async (path, headers) => (await get(path, headers)).text(),
    json: async (path, headers) => (await get(path, headers)).json(),
  };
}

export const aKey = (
  objectId: string,
  { source = "site", objectType = "node", event = "cpu_util" } = {},
): SeriesKey => ({ source, objectType, event, objectId });

/** One point a minute that ends now: 0, 1, 2 … */
export async function putMinutes(
  store: TimeseriesStore,
  series: SeriesKey,
  count: number,
  endUs = NOW_US,
): Promise<void> {
  const ts = Array.from({ length: count }, (_, at) => endUs - (count - 1 - at) * MINUTE_US);
  await store.series.put([{ series, ts, values: ts.map((_, at) => at) }]);
}

export const urnOf = (type: string, id: string, site = "site"): string =>
  `urn:publicid:IDN+${site}.example.net+${type}+${id}`;
export const hrefOf = (type: string, id: string, site = "site"): string =>
  `https://${site}.example.net:4334/info/${type}/${encodeURIComponent(id)}`;
export const refTo = (type: string, id: string, site = "site") => ({
  href: hrefOf(type, id, site),
  urn: urnOf(type, id, site),
});

/** An object as a crawl stores it. */
export function anObject(
  type: string,
  id: string,
  fields: Readonly<Record<string, unknown>> = {},
  source = "site",
): InfoObject {
  if (!isInfoType(type)) throw new Error(`${type} is no type`);
  const document = { id, urn: urnOf(type, id, source), ts: NOW_US, ...fields };
  return {
    source,
    type,
    id,
    urn: document.urn,
    tsUs: NOW_US,
    document: JSON.stringify(document),
    references: referencesOf(type, document).map(({ href: _href, ...reference }) => reference),
  };
}
