import type { Clock } from "@signalbox/clock";
import type { ClientIdentity } from "@signalbox/datastore-client";
import { AppError } from "@signalbox/errors";
import { EventCatalogue } from "@signalbox/monitoring-model";
import type { Logger } from "@signalbox/telemetry";
import type { TimeseriesStore } from "@signalbox/timeseries-store";
import type { CollectorConfig } from "./config/service-schema.js";
import { toPacing } from "./config/to-options.js";
import { mergeStores } from "./discovery/discovered-stores.js";
import type { DiscoveryResult } from "./discovery/discovery.js";
import { startDiscovery } from "./discovery/discovery-task.js";
import { Listeners } from "./listeners.js";
import * as events from "./log-events.js";
import { intervalsOf, openDiscovery, openReader, type OpenDiscovery } from "./open-collector.js";
import type { PollCounts } from "./poll/poll-counts.js";
import type { RunKind, RunOutcome } from "./schedule/run-outcome.js";
import { repeat, type Repeated } from "./schedule/repeat.js";
import { removeOld } from "./schedule/retention.js";
import { configuredStores } from "./stores/configured-stores.js";
import { CrawlTimes } from "./stores/crawl-times.js";
import { readIdentity } from "./stores/read-identity.js";
import { StoreFleet } from "./stores/store-fleet.js";
import type { StoreReader } from "./stores/store-reader.js";
import type { StoreTarget } from "./stores/store-target.js";
import type { CollectorMetrics } from "./telemetry/collector-metrics.js";
import { OwnStoreLog } from "./telemetry/own-store-log.js";

export interface CoreOptions {
  readonly config: CollectorConfig;
  /** Not closed by the core. */
  readonly store: TimeseriesStore;
  readonly log: Logger;
  readonly metrics: CollectorMetrics;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Everything of a collector but its listeners and the closing of its store: what reads stores, and keeps the time for it. */
export class CollectorCore {
  readonly fleet: StoreFleet;
  readonly listeners: Listeners;
  #catalogue = new EventCatalogue();
  #discovered: readonly StoreTarget[] = [];
  #configured: readonly StoreTarget[];
  #targets: Promise<void> = Promise.resolve();
  #discovering: Repeated | undefined;
  #purging: Repeated | undefined;
  /** Of stores, in a row, as far as they were told. */
  readonly #failures = new Map<string, number>();
  readonly #ownStore: OwnStoreLog;

  private constructor(
    readonly options: CoreOptions,
    private identity: ClientIdentity,
    crawlTimes: CrawlTimes,
    readonly discovery: OpenDiscovery | undefined,
  ) {
    const { config, log } = options;
    this.#configured = configuredStores(config);
    this.#ownStore = new OwnStoreLog(options);
    this.listeners = new Listeners(({ message }) => log.log(events.listenerFailed(message)));
    this.fleet = this.#makeFleet(crawlTimes);
  }

  /** @throws AppError `invalid_argument` for files and URLs that cannot be used; as the store does */
  static async open(options: CoreOptions): Promise<CollectorCore> {
    const { config, store } = options;
    const identity = await readIdentity(config);
    const crawlTimes = await CrawlTimes.read(store.values);
    return new CollectorCore(options, identity, crawlTimes, openDiscovery(identity, options));
  }

  /** Kinds of series: the known ones, and those of the opsconfig. */
  get catalogue(): EventCatalogue {
    return this.#catalogue;
  }

  /** Begins to read. */
  async start(): Promise<void> {
    const { log, metrics, config } = this.options;
    metrics.watch(() => this.fleet.all());
    if (this.discovery === undefined && config.stores.length === 0) log.log(events.noStores());
    await this.#setTargets();
    this.#discovering = this.#startDiscovery();
    this.#purging = this.#startRetention();
  }

  /**
   * Reads certificates again, takes the stores of the settings and looks at the opsconfig once more.
   *
   * @throws AppError `invalid_argument`; what was in force stays
   */
  async reload(next: CollectorConfig): Promise<void> {
    const configured = configuredStores(next);
    const identity = await readIdentity(next);
    this.discovery?.renew(identity);
    this.identity = identity;
    this.#configured = configured;
    this.fleet.renew(identity);
    await this.#setTargets();
    void this.lookForStores();
  }

  /** Reads the opsconfig now, if there is one; resolves when its stores are taken. */
  async lookForStores(): Promise<void> {
    await this.#discovering?.now();
  }

  /** Ends after what is being written. */
  async close(): Promise<void> {
    await Promise.all([this.#discovering?.stop(), this.#purging?.stop()]);
    await this.fleet.close();
    this.discovery?.close();
  }

  #makeFleet(crawlTimes: CrawlTimes): StoreFleet {
    const { config, clock, random, metrics, log } = this.options;
    const parts = {
      ...this.options,
      crawlTimes,
      catalogue: () => this.#catalogue,
      listener: this.listeners.tell,
      onPoints: (store: string, counts: PollCounts) => metrics.onPoints(store, counts),
    };
    return new StoreFleet({
      scheduler: {
        clock,
        random,
        pacing: toPacing(config),
        crawlIntervalMs: intervalsOf(config).crawlMs,
        storesAtOnce: config.requests.stores_at_once,
        circuitFailures: config.requests.circuit_failures,
      },
      crawlTimes,
      open: (target) => openReader(target, this.identity, parts),
      onRun: (reader, kind, outcome) => this.#onRun(reader, kind, outcome),
      onRefused: ({ id }, { message }) => log.log(events.storeRefused(id, message)),
      onRemoved: (id) => {
        this.#failures.delete(id);
        metrics.forget(id);
      },
    });
  }

  /** One after the other: what a reload and a new list do at the same time must not mix. */
  #setTargets(): Promise<void> {
    const set = (): Promise<void> =>
      this.fleet.setTargets(mergeStores(this.#configured, this.#discovered));
    return (this.#targets = this.#targets.then(set, set));
  }

  #startDiscovery(): Repeated | undefined {
    if (this.discovery === undefined) return undefined;
    const { config, clock, random } = this.options;
    return startDiscovery({
      discovery: this.discovery.discovery,
      clock,
      random,
      pacing: toPacing(config),
      intervalMs: intervalsOf(config).opsconfigMs,
      onResult: (result) => this.#onDiscovery(result),
      onOwnFailure: ({ message }) => this.#ownStore.failed(message),
    });
  }

  async #onDiscovery({ stores, catalogue, problems, failure }: DiscoveryResult): Promise<void> {
    const { log, metrics } = this.options;
    metrics.onDiscovery(failure ? "failed" : "done");
    if (failure) log.log(events.opsconfigFailed(failure.message, stores.length));
    else log.log(events.storesFound(stores.length, problems.lines));
    this.#catalogue = catalogue;
    this.#discovered = stores;
    await this.#setTargets();
  }

  #startRetention(): Repeated {
    const { config, clock, store, metrics, log } = this.options;
    const { purgeMs, pointsMs, goneInfoMs } = intervalsOf(config);
    const task = repeat(clock, async (signal) => {
      try {
        const onRemoved = (kind: "points" | "info", count: number): void =>
          metrics.onRemoved(kind, count);
        await removeOld({ store, clock, pointsMs, goneInfoMs, onRemoved }, signal);
      } catch (reason) {
        log.log(events.retentionFailed(AppError.from(reason).message));
      }
      return purgeMs;
    });
    void task.now();
    return task;
  }

  #onRun({ id }: StoreReader, kind: RunKind, outcome: RunOutcome): void {
    const { metrics, clock, log } = this.options;
    metrics.onRun(id, kind, outcome, clock.wallMs());
    const { report, blame } = outcome;
    const first = report.problems.at(-1) ?? "";
    log.log(kind === "crawl" ? events.storeCrawled(id, report) : events.storePolled(id, report));
    if (blame === "own") this.#ownStore.failed(first);
    else if (report.written > 0) this.#ownStore.worked();
    this.#tellFailures(id, blame, first);
  }

  /** Once when a store begins to fail, when its circuit opens, and when it answers again. */
  #tellFailures(id: string, blame: RunOutcome["blame"], reason: string): void {
    const { log, config } = this.options;
    const before = this.#failures.get(id) ?? 0;
    if (blame === "store") {
      const failures = before + 1;
      this.#failures.set(id, failures);
      if (failures === 1 || failures === config.requests.circuit_failures) {
        log.log(events.storeFailing(id, failures, reason));
      }
    } else if (blame === "nobody" && before > 0) {
      this.#failures.delete(id);
      log.log(events.storeRecovered(id, before));
    }
  }
}
