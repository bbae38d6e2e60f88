import type { Clock } from "@signalbox/clock";
import { parseDurationMs } from "@signalbox/config";
import {
  createDatastoreClient,
  storeUrlOf,
  type ClientIdentity,
  type DatastoreClient,
} from "@signalbox/datastore-client";
import { readHref, type EventCatalogue } from "@signalbox/monitoring-model";
import type { TimeseriesStore } from "@signalbox/timeseries-store";
import type { CollectorConfig } from "./config/service-schema.js";
import { toClientLimits } from "./config/to-options.js";
import { Discovery } from "./discovery/discovery.js";
import { LastGoodList } from "./discovery/last-good-list.js";
import type { PointListener } from "./poll/point-listener.js";
import type { PollCounts } from "./poll/poll-counts.js";
import { toPollSettings } from "./poll/poll-settings.js";
import type { CrawlTimes } from "./stores/crawl-times.js";
import { StoreReader, type StoreReaderOptions } from "./stores/store-reader.js";
import type { StoreTarget } from "./stores/store-target.js";

/** Stores in one opsconfig. */
const MAX_DISCOVERED = 10_000;

export interface ReaderParts {
  readonly config: CollectorConfig;
  readonly store: TimeseriesStore;
  readonly crawlTimes: CrawlTimes;
  readonly catalogue: () => EventCatalogue;
  readonly listener: PointListener;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onPoints?: (store: string, counts: PollCounts) => void;
  readonly onObject?: StoreReaderOptions["onObject"];
}

/** Makes what reads a store, by the settings. @throws AppError `invalid_argument` */
export function openReader(
  target: StoreTarget,
  identity: ClientIdentity,
  parts: ReaderParts,
): StoreReader {
  const { config, store, crawlTimes, catalogue, listener, clock, random, onPoints } = parts;
  return new StoreReader({
    target,
    store,
    identity,
    catalogue,
    poll: toPollSettings(config),
    crawl: { goneAfter: config.crawl.gone_after, maxObjects: config.crawl.max_objects },
    limits: toClientLimits(config),
    perStore: config.requests.per_store,
    listener,
    clock,
    random,
    onCrawled: (atMs) => crawlTimes.set(target.id, atMs),
    ...(onPoints && { onPoints: (counts) => onPoints(target.id, counts) }),
    ...(parts.onObject && { onObject: parts.onObject }),
  });
}

export interface OpenDiscovery {
  readonly discovery: Discovery;
  /** Shows the config store another certificate. @throws AppError `invalid_argument` */
  renew(identity: ClientIdentity): void;
  close(): void;
}

/** @returns undefined when there is no list to read. @throws AppError `invalid_argument` */
export function openDiscovery(
  identity: ClientIdentity,
  { config, store, clock, random }: Pick<ReaderParts, "config" | "store" | "clock" | "random">,
): OpenDiscovery | undefined {
  const { opsconfig_url: url, allow_http: allowHttp, insecure } = config;
  if (url === "") return undefined;
  const open = (shown: ClientIdentity): DatastoreClient =>
    createDatastoreClient({
      url: storeUrlOf(url).href,
      tls: { ...shown, verifyServer: !insecure.includes(readHref(url).id ?? "") },
      limits: toClientLimits(config),
      clock,
      random,
    });
  let client = open(identity);
  const discovery = new Discovery({
    url,
    client: { opsconfig: (at, how) => client.opsconfig(at, how) },
    lastGood: new LastGoodList(store.values, url),
    rules: { allowHttp, insecure, maxStores: MAX_DISCOVERED },
  });
  return {
    discovery,
    renew: (shown) => {
      const next = open(shown);
      client.close();
      client = next;
    },
    close: () => client.close(),
  };
}

/** Milliseconds of the settings that the collector itself waits by. */
export const intervalsOf = ({ opsconfig_interval, crawl, retention }: CollectorConfig) => ({
  opsconfigMs: parseDurationMs(opsconfig_interval),
  crawlMs: parseDurationMs(crawl.interval),
  purgeMs: parseDurationMs(retention.purge_interval),
  pointsMs: parseDurationMs(retention.points),
  goneInfoMs: parseDurationMs(retention.gone_info),
});
