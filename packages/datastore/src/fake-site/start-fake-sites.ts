import type { Clock } from "@signalbox/clock";
import {
  DEFAULT_HTTP_LIMITS,
  startHttpServer,
  type RunningHttpServer,
  type TlsSettings,
} from "@signalbox/http-server";
import { eventKinds, opsconfigReply } from "@signalbox/monitoring-model";
import { createReadApi } from "../read/read-api.js";
import type { ReadableStore } from "../read/read-options.js";
import { WholeApi } from "../transport/api.js";
import { answerOpenly, type Interference } from "./answer-openly.js";
import { FakeInfoStore } from "./fake-info-store.js";
import { fakeInventory } from "./fake-inventory.js";
import { fakeNames } from "./fake-names.js";
import { FakeSeriesStore } from "./fake-series-store.js";
import { storeTimeUs, type FakeSite } from "./fake-site.js";

export interface FakeSitesOptions {
  /** One store for each, on a port of its own. */
  readonly sites: readonly FakeSite[];
  readonly host: string;
  /** Of the first; the others follow. 0: the system chooses all of them. */
  readonly port: number;
  /** Absent: plain HTTP. Every caller whose certificate the authorities signed is admitted. */
  readonly tls?: TlsSettings;
  /** Host in links; default: the one listened on. */
  readonly publicHost?: string;
  readonly clock: Clock;
  /** Asked about each request, for tests of collectors: what to do instead of a plain answer. */
  readonly interfere?: (target: string, site: FakeSite) => Interference | undefined;
}

export interface RunningFakeSite {
  readonly site: FakeSite;
  /** Base of its URLs, without a slash at the end. */
  readonly url: string;
  /** Info URL of its aggregate. */
  readonly aggregateUrl: string;
  /** As its own API sees it. */
  readonly store: ReadableStore;
}

export interface RunningFakeSites {
  readonly sites: readonly RunningFakeSite[];
  /** Lists all of them; every store answers it. */
  readonly opsconfigUrl: string;
  close(): Promise<void>;
}

const US_PER_MS = 1000;
const OPSCONFIG_ID = "geni-prod";
/** Nobody depends on the last answers of a fake. */
const DRAIN_MS = 500;
/** Bounds of a datastore with its default settings. */
const READ_LIMITS = {
  maxPoints: 1_000_000,
  maxIds: 10_000,
  maxQueryBytes: 65_536,
  maxList: 1000,
  maxConcurrent: 16,
  maxWaiting: 1000,
};

/**
 * Starts stores that serve made-up sites through the API of a real datastore.
 *
 * @throws AppError as `startHttpServer`; nothing is left running then
 */
export async function startFakeSites(options: FakeSitesOptions): Promise<RunningFakeSites> {
  const running: Started[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(running.map(({ server }) => server.close()));
  };
  try {
    for (const [index, site] of options.sites.entries()) {
      const port = options.port === 0 ? 0 : options.port + index;
      running.push(await startOne(site, port, options, () => running));
    }
  } catch (error) {
    await close();
    throw error;
  }
  const opsconfigUrl = `${running[0]?.url ?? ""}/info/opsconfig/${OPSCONFIG_ID}`;
  return { sites: running, opsconfigUrl, close };
}

interface Started extends RunningFakeSite {
  readonly server: RunningHttpServer;
}

async function startOne(
  site: FakeSite,
  port: number,
  options: FakeSitesOptions,
  all: () => readonly RunningFakeSite[],
): Promise<Started> {
  const { host, clock, tls, publicHost = host } = options;
  let url = "";
  const nowUs = (): number => Math.floor(clock.wallMs() * US_PER_MS);
  const storeNowUs = (): number => storeTimeUs(site, nowUs());
  const store: ReadableStore = {
    info: new FakeInfoStore(() => fakeInventory(site, url), storeNowUs).asStore(),
    series: new FakeSeriesStore(site, nowUs).asStore(),
  };
  const read = createReadApi({
    store,
    baseUrl: () => url,
    version: "fake",
    strict: false,
    tolerant: false,
    limits: READ_LIMITS,
    clock,
    opsconfig: { id: OPSCONFIG_ID, fields: () => opsconfig(all()) },
  });
  const api = new WholeApi({ parts: [read], strict: false, onFailure: () => undefined });
  const interfere = (target: string) => options.interfere?.(target, site);
  const server = await startHttpServer({
    name: site.id,
    host,
    port,
    clock,
    ...(tls && { tls }),
    limits: { ...DEFAULT_HTTP_LIMITS, maxBodyBytes: READ_LIMITS.maxQueryBytes, drainMs: DRAIN_MS },
    health: { isReady: () => ({ ready: true }) },
    routes: (app) => app.use(answerOpenly(api, { interfere, clock })),
  });
  const scheme = tls ? "https" : "http";
  const name = publicHost.includes(":") ? `[${publicHost}]` : publicHost;
  url = `${scheme}://${name}:${server.port}`;
  return { site, url, store, server, aggregateUrl: `${url}/info/aggregate/${site.id}` };
}

function opsconfig(all: readonly RunningFakeSite[]): Readonly<Record<string, unknown>> {
  const reply = opsconfigReply({
    id: OPSCONFIG_ID,
    version: "fake",
    aggregateStores: all.map(({ site, aggregateUrl }) => ({
      id: site.id,
      href: aggregateUrl,
      urn: fakeNames.urn(site, "authority", "cm"),
      kind: "instageni",
      controlUrls: [],
    })),
    checkStores: [],
    authorities: [],
    events: eventKinds,
  });
  return { ...reply };
}
