import { runInTurns, type Clock, type Steps } from "@signalbox/clock";
import type { AppError } from "@signalbox/errors";
import type { DatastoreClient } from "@signalbox/datastore-client";
import type { TimeseriesStore } from "@signalbox/timeseries-store";
import { ProblemList } from "../problem-list.js";
import type { AskedScope } from "./asked-state.js";
import { groupSeries, type StartOf } from "./group-series.js";
import { loadMarks } from "./load-marks.js";
import {
  isAfterSilence,
  markLastPage,
  markPage,
  markRescanned,
  rescanStartOf,
  silentFrontierUs,
  startOf,
  type KnownSeries,
} from "./marks.js";
import { inOwnStore, OwnStoreError } from "./own-store-error.js";
import { PageReader, type Page, type Reading } from "./page-reader.js";
import type { PointListener } from "./point-listener.js";
import type { PollCounts } from "./poll-counts.js";
import type { PollSettings } from "./poll-settings.js";
import type { StoreMemory } from "./store-memory.js";
import type { TrackedObject } from "./tracked-object.js";

export interface PollOptions {
  readonly client: Pick<DatastoreClient, "data">;
  readonly store: Pick<TimeseriesStore, "series">;
  /** Id of the store. */
  readonly source: string;
  readonly memory: StoreMemory;
  readonly settings: PollSettings;
  readonly listener: PointListener;
  /** Requests at once. */
  readonly parallel: number;
  readonly clock: Clock;
  /** Ends the poll after what is being written. */
  readonly signal: AbortSignal;
}

export interface PollResult {
  readonly counts: PollCounts;
  readonly problems: ProblemList;
  /** Our own store failed: the poll ended early, and what it could not store will be asked again. */
  readonly ownFailure?: AppError;
  readonly wasRescan: boolean;
}

const US_PER_MS = 1000;

/**
 * Reads all series of a store from where they were left (datastore-polling, 9.23). Nothing is acknowledged before it is stored; whatever
 * fails is asked again by the next poll. Never rejects but for mistakes of the program.
 */
export async function pollStore(options: PollOptions): Promise<PollResult> {
  const poll = new Poll(options);
  try {
    await poll.run();
    return poll.result();
  } catch (reason) {
    if (reason instanceof OwnStoreError) return poll.result(reason.error);
    throw reason;
  }
}

class Poll {
  readonly #problems = new ProblemList();
  readonly #reader: PageReader;
  readonly #objects: ReadonlyMap<string, TrackedObject>;
  readonly #settings: PollSettings & { readonly nowUs: number };
  #wasRescan = false;

  constructor(readonly options: PollOptions) {
    const { memory, settings, clock } = options;
    this.#settings = { ...settings, nowUs: clock.wallMs() * US_PER_MS };
    this.#objects = memory.objects;
    this.#reader = new PageReader({
      ...options,
      series: options.store.series,
      measRef: memory.measRef,
      window: memory.window,
      problems: this.#problems,
    });
  }

  async run(): Promise<void> {
    const { memory, store, source } = this.options;
    await inOwnStore(() => memory.rescans.load());
    const known = await this.#known();
    await loadMarks(store.series, { source, objects: this.#objects.values(), known });
    await this.#regular();
    if (this.#wasAnswered) {
      await inOwnStore(() => memory.asked.polled(this.#scope, this.#settings.nowUs));
    }
    if (this.#canRescan()) await this.#rescan();
  }

  result(ownFailure?: AppError): PollResult {
    return {
      counts: this.#reader.counts,
      problems: this.#problems,
      wasRescan: this.#wasRescan,
      ...(ownFailure && { ownFailure }),
    };
  }

  #regular(): Promise<void> {
    const settings = this.#settings;
    return this.#read((object, series) => startOf(object, series, settings), {
      toUs: Math.floor(settings.nowUs + settings.futureSkewUs),
      beforePut: (page, items) => this.#tellSilence(page, items),
      onStored: (object, series, page) => {
        if (page.isLast) markLastPage(object, series, settings);
        else markPage(object, series, page.toUs);
      },
    });
  }

  /** Whether everything that was asked so far was answered. */
  get #wasAnswered(): boolean {
    return this.#reader.counts.failedQueries === 0 && !this.options.signal.aborted;
  }

  get #scope(): AskedScope {
    const { objects, measRef } = this.options.memory;
    return { objects, measRef, backfillUs: this.#settings.backfillUs };
  }

  async #known(): Promise<Omit<KnownSeries, "newestUs">> {
    const { rescans, asked } = this.options.memory;
    const record = await inOwnStore(() => asked.of(this.#scope));
    return {
      rescannedUs: rescans.fromUs,
      askedUs: record ? silentFrontierUs(record.atUs, this.#settings) : -Infinity,
      wasRescanned: record?.wasRescanned === true,
    };
  }

  /** With a store that fails, the present comes first. */
  #canRescan(): boolean {
    return this.options.memory.rescans.isDue && this.#wasAnswered;
  }

  async #rescan(): Promise<void> {
    const settings = this.#settings;
    this.#wasRescan = true;
    await this.#read((object, series) => rescanStartOf(object, series, settings), {
      toUs: Math.floor(settings.nowUs),
      onStored: (object, series, page) => {
        if (page.isLast) markRescanned(object, series);
      },
    });
    if (this.options.signal.aborted) return;
    const fromUs = await runInTurns(this.options.clock, leastRescanned(this.#objects.values()));
    const wasAnswered = this.#reader.counts.failedQueries === 0;
    const { rescans, asked } = this.options.memory;
    await inOwnStore(() => rescans.done(fromUs, wasAnswered));
    if (wasAnswered) await inOwnStore(() => asked.rescanned(this.#scope));
  }

  async #read(startOfSeries: StartOf, reading: Reading): Promise<void> {
    const { clock } = this.options;
    const grouping = groupSeries(this.#objects.values(), startOfSeries, this.#settings.nowUs);
    for (const group of await runInTurns(clock, grouping)) {
      if (group.startUs <= reading.toUs) await this.#reader.read(group, reading);
    }
  }

  /** What appeared behind the silence of a series is asked for by a rescan. */
  async #tellSilence(
    page: Page,
    items: readonly { readonly objectId: string; readonly event: string }[],
  ): Promise<void> {
    let fromUs = Infinity;
    for (const { objectId, event } of items) {
      const object = page.objects.get(objectId);
      const series = object?.plan.events.indexOf(event) ?? -1;
      if (object === undefined || series < 0) continue;
      const newestUs = object.newestUs(series);
      if (!isAfterSilence(newestUs, page.startUs, this.#settings)) continue;
      object.setRescanned(series, Math.min(object.rescannedUs(series), newestUs));
      fromUs = Math.min(fromUs, newestUs);
    }
    const { rescans } = this.options.memory;
    if (fromUs < Infinity) await inOwnStore(() => rescans.lower(fromUs));
  }
}

const OBJECTS_PER_STEP = 2000;

function* leastRescanned(objects: Iterable<TrackedObject>): Steps<number> {
  let leastUs = Infinity;
  let looked = 0;
  for (const object of objects) {
    for (const series of object.plan.events.keys()) {
      leastUs = Math.min(leastUs, object.rescannedUs(series));
    }
    looked += 1;
    if (looked % OBJECTS_PER_STEP === 0) yield;
  }
  return leastUs === Infinity ? -Infinity : leastUs;
}
