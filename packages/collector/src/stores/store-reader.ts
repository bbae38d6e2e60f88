import type { Clock } from "@signalbox/clock";
import {
  createDatastoreClient,
  storeUrlOf,
  type ClientIdentity,
  type DatastoreClient,
  type DatastoreClientLimits,
} from "@signalbox/datastore-client";
import { AppError } from "@signalbox/errors";
import type { EventCatalogue } from "@signalbox/monitoring-model";
import type { TimeseriesStore } from "@signalbox/timeseries-store";
import { crawlStore } from "../crawl/crawl-store.js";
import { EtagMemory } from "../crawl/etag-client.js";
import { loadSeries } from "../crawl/load-series.js";
import { OwnStoreError } from "../poll/own-store-error.js";
import { AskedState } from "../poll/asked-state.js";
import type { PointListener } from "../poll/point-listener.js";
import type { PollCounts } from "../poll/poll-counts.js";
import type { PollSettings } from "../poll/poll-settings.js";
import { pollStore, type PollResult } from "../poll/poll-store.js";
import { RescanState } from "../poll/rescan-state.js";
import type { StoreMemory } from "../poll/store-memory.js";
import { WindowSize } from "../poll/window-size.js";
import type { RunOutcome, ScheduledStore } from "../schedule/run-outcome.js";
import { seriesFacts, type SeriesFacts } from "./series-facts.js";
import type { StoreTarget } from "./store-target.js";

export interface StoreReaderOptions {
  readonly target: StoreTarget;
  readonly store: TimeseriesStore;
  readonly identity: ClientIdentity;
  readonly catalogue: () => EventCatalogue;
  readonly poll: PollSettings;
  readonly crawl: { readonly goneAfter: number; readonly maxObjects: number };
  readonly limits: Partial<DatastoreClientLimits>;
  /** Requests at once. */
  readonly perStore: number;
  readonly listener: PointListener;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onPoints?: (counts: PollCounts) => void;
  /** Told of a crawl that ended well, wall clock. */
  readonly onCrawled?: (atMs: number) => Promise<void>;
  readonly onObject?: (objects: number) => void;
}

/** Reads one store: its inventory and its points into ours. */
export class StoreReader implements ScheduledStore {
  readonly #options: StoreReaderOptions;
  readonly #etags = new EtagMemory();
  readonly #memory: StoreMemory;
  #client: DatastoreClient;
  /** Clients with an identity of before, for what still uses them. */
  readonly #retired: DatastoreClient[] = [];
  #runs = 0;
  /** The inventory changed since it was last looked at for series. */
  #isStale = true;
  #pollEveryMs: number | undefined;
  #hasRoot = false;
  facts: SeriesFacts = { series: 0 };

  /** @throws AppError `invalid_argument` for an identity or an origin that cannot be used */
  constructor(options: StoreReaderOptions) {
    const { target, store, clock, poll } = options;
    this.#options = options;
    this.#client = openClient(options, options.identity);
    this.#memory = {
      objects: new Map(),
      measRef: undefined,
      rescans: new RescanState({
        values: store.values,
        source: target.id,
        clock,
        intervalMs: poll.rescanIntervalMs,
      }),
      asked: new AskedState({ values: store.values, source: target.id, clock }),
      window: new WindowSize(poll.maxWindowUs),
    };
  }

  get id(): string {
    return this.target.id;
  }

  get target(): StoreTarget {
    return this.#options.target;
  }

  /** Shows stores another certificate from now on. @throws AppError `invalid_argument` */
  renew(identity: ClientIdentity): void {
    const client = openClient(this.#options, identity);
    this.#retired.push(this.#client);
    this.#client = client;
    if (this.#runs === 0) this.#closeRetired();
  }

  close(): void {
    this.#closeRetired();
    this.#client.close();
  }

  crawl(signal: AbortSignal): Promise<RunOutcome> {
    return this.#run(async (client, finish) => {
      const { store, target, crawl, perStore: parallel, clock, onObject } = this.#options;
      const result = await crawlStore({
        client,
        store,
        target,
        etags: this.#etags,
        ...crawl,
        parallel,
        clock,
        signal,
        ...(onObject && { onObject }),
      });
      this.#isStale = true;
      const { failure, ownFailure, problems, written } = result;
      if (failure) problems.add(failure.message);
      if (ownFailure) problems.add(ownText(ownFailure));
      if (failure === undefined && ownFailure === undefined && !signal.aborted) {
        await this.#tellCrawled();
      }
      return finish({
        blame: blameOf(signal, { failure, ownFailure }),
        isPartial: !result.wasComplete,
        problems: problems.lines,
        written,
      });
    });
  }

  poll(signal: AbortSignal): Promise<RunOutcome> {
    return this.#run(async (client, finish) => {
      const failed = await this.#loadSeries();
      if (failed) return finish({ blame: "own", problems: [ownText(failed)], written: 0 });
      if (this.#memory.objects.size === 0) {
        return finish({ blame: "nobody", problems: [], written: 0 });
      }
      const { store, poll: settings, listener, perStore: parallel, clock } = this.#options;
      const memory = this.#memory;
      const source = this.id;
      const result = await pollStore({
        ...{ client, store, source, memory, settings, listener, parallel, clock, signal },
      });
      this.facts = await seriesFacts(memory.objects.values(), clock);
      this.#options.onPoints?.(result.counts);
      const { counts, problems, ownFailure } = result;
      if (ownFailure) problems.add(ownText(ownFailure));
      const failure = wasUnanswered(result);
      return finish({
        blame: blameOf(signal, { failure, ownFailure }),
        isPartial: counts.failedQueries > 0,
        problems: problems.lines,
        written: counts.inserted,
        wantsCrawl: counts.refusedItems > 0,
      });
    });
  }

  probe(signal: AbortSignal): Promise<RunOutcome> {
    return this.#run(async (client, finish) => {
      const { rootType, rootId } = this.target;
      try {
        const answer = await client.info(rootType, rootId, { signal });
        if (answer.kind === "object") return finish({ blame: "nobody", problems: [], written: 0 });
        const problem = answer.kind === "absent" ? answer.message : "not modified";
        return finish({ blame: "store", problems: [problem], written: 0 });
      } catch (reason) {
        const problems = [AppError.from(reason).message];
        return finish({ blame: signal.aborted ? "stopped" : "store", problems, written: 0 });
      }
    });
  }

  async #run(
    work: (client: DatastoreClient, finish: (end: RunEnd) => RunOutcome) => Promise<RunOutcome>,
  ): Promise<RunOutcome> {
    const { clock } = this.#options;
    const client = this.#client;
    const startedMs = clock.wallMs();
    const beganMs = clock.monotonicMs();
    const requestsBefore = client.traffic.requests;
    this.#runs += 1;
    try {
      return await work(client, ({ blame, isPartial = false, problems, written, wantsCrawl }) => ({
        report: {
          startedMs,
          tookMs: clock.monotonicMs() - beganMs,
          outcome: blame === "store" || blame === "own" ? "failed" : isPartial ? "partial" : "ok",
          problems,
          requests: client.traffic.requests - requestsBefore,
          written,
        },
        blame,
        pollEveryMs: this.#pollEveryMs,
        wantsCrawl: wantsCrawl === true || !this.#hasRoot,
      }));
    } finally {
      this.#runs -= 1;
      if (this.#runs === 0) this.#closeRetired();
    }
  }

  /** @returns why our own store could not tell */
  async #loadSeries(): Promise<AppError | undefined> {
    if (!this.#isStale) return undefined;
    this.#isStale = false;
    const { store, target, catalogue, poll, crawl, clock } = this.#options;
    try {
      const loaded = await loadSeries({
        info: store.info,
        target,
        catalogue: catalogue(),
        defaultPeriodUs: poll.defaultPeriodUs,
        clock,
        maxObjects: crawl.maxObjects,
        before: this.#memory.objects,
      });
      this.#memory.objects = loaded.objects;
      this.#memory.measRef = loaded.measRef;
      this.#hasRoot = loaded.hasRoot;
      this.#pollEveryMs =
        loaded.leastPeriodUs === undefined ? undefined : loaded.leastPeriodUs / 1000;
      this.facts = { ...this.facts, series: loaded.series };
      return undefined;
    } catch (reason) {
      this.#isStale = true;
      if (reason instanceof OwnStoreError) return reason.error;
      throw reason;
    }
  }

  async #tellCrawled(): Promise<void> {
    // Without it the next start crawls again, no more.
    await this.#options.onCrawled?.(this.#options.clock.wallMs()).catch(() => undefined);
  }

  #closeRetired(): void {
    for (const client of this.#retired.splice(0)) client.close();
  }
}

interface RunEnd {
  readonly blame: RunOutcome["blame"];
  readonly isPartial?: boolean;
  readonly problems: readonly string[];
  readonly written: number;
  readonly wantsCrawl?: boolean;
}

const ownText = (error: AppError): string => `own store: ${error.message}`;

function blameOf(
  signal: AbortSignal,
  { failure, ownFailure }: { failure: unknown; ownFailure: AppError | undefined },
): RunOutcome["blame"] {
  if (ownFailure !== undefined) return "own";
  if (signal.aborted) return "stopped";
  return failure === undefined || failure === false ? "nobody" : "store";
}

/** Not one query was answered. */
const wasUnanswered = ({ counts }: PollResult): boolean =>
  counts.failedQueries > 0 && counts.failedQueries >= counts.queries;

function openClient(
  { target, limits, perStore, clock, random }: StoreReaderOptions,
  identity: ClientIdentity,
): DatastoreClient {
  return createDatastoreClient({
    url: storeUrlOf(target.rootUrl).href,
    tls: { ...identity, verifyServer: target.verifyServer },
    allowedOrigins: target.allowedOrigins,
    limits: { ...limits, maxSockets: perStore },
    clock,
    random,
  });
}
