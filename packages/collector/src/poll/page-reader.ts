import { runInTurns, type Clock } from "@signalbox/clock";
import type { DatastoreClient, DataPoints } from "@signalbox/datastore-client";
import { AppError } from "@signalbox/errors";
import type { SeriesPoints, SeriesStore, TimeRange } from "@signalbox/timeseries-store";
import type { ProblemList } from "../problem-list.js";
import { freshPoints } from "./fresh-points.js";
import type { SeriesGroup } from "./group-series.js";
import { mergeSeries } from "./merge-series.js";
import { inOwnStore, OwnStoreError } from "./own-store-error.js";
import { partBatches } from "./part-batch.js";
import type { PointListener } from "./point-listener.js";
import { noCounts, type GrowingCounts } from "./poll-counts.js";
import type { TrackedObject } from "./tracked-object.js";
import type { WindowSize } from "./window-size.js";

export interface PageReaderParts {
  readonly client: Pick<DatastoreClient, "data">;
  readonly series: Pick<SeriesStore, "put">;
  readonly source: string;
  readonly measRef: string | undefined;
  readonly listener: PointListener;
  /** Requests at once. */
  readonly parallel: number;
  readonly window: WindowSize;
  readonly problems: ProblemList;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** How a group is read: in which pages, and what is done about them. */
export interface Reading {
  /** Last microsecond asked for. */
  readonly toUs: number;
  /** Before the points of a page are stored. */
  beforePut?(page: Page, items: DataPoints["items"]): Promise<void>;
  /** Points of a series up to the end of a page are stored, however many there were. */
  onStored(object: TrackedObject, series: number, page: Page): void;
}

/** One question of several, oldest first. */
export interface Page extends TimeRange {
  /** Where the first page began: from there on the objects were asked without a hole. */
  readonly startUs: number;
  readonly isLast: boolean;
  readonly objects: ReadonlyMap<string, TrackedObject>;
}

/** A store that answers nothing at all does not keep others waiting while each query times out. */
const MAX_FAILURES_IN_ROW = 12;

/**
 * Asks for groups page by page and stores what comes. An object whose page fails is not asked for later pages: its newest stored point
 * never lies behind a hole.
 */
export class PageReader {
  readonly counts: GrowingCounts = noCounts();
  readonly #own = new AbortController();
  readonly #signal: AbortSignal;
  #failuresInRow = 0;

  constructor(readonly parts: PageReaderParts) {
    this.#signal = AbortSignal.any([parts.signal, this.#own.signal]);
  }

  /** @throws OwnStoreError when points cannot be stored */
  async read(group: SeriesGroup, reading: Reading): Promise<void> {
    const { window } = this.parts;
    const { startUs } = group;
    let objects = new Map(group.objects.map((object) => [object.id, object]));
    for (let fromUs = startUs; objects.size > 0 && !this.#signal.aborted;) {
      const toUs = Math.min(fromUs + window.us - 1, reading.toUs);
      const page = { fromUs, toUs, startUs, isLast: toUs >= reading.toUs, objects };
      const failed = await this.#page(group, page, reading);
      if (failed.size === 0) window.grow();
      if (page.isLast) return;
      objects = new Map([...objects].filter(([id]) => !failed.has(id)));
      fromUs = toUs + 1;
    }
  }

  /** @returns ids of objects of which something could not be read */
  async #page(group: SeriesGroup, page: Page, reading: Reading): Promise<ReadonlySet<string>> {
    const { client, measRef, parallel } = this.parts;
    const { objectType, events } = group;
    const { fromUs, toUs, objects } = page;
    const query = { objectType, events, ids: [...objects.keys()], fromUs, toUs };
    const failed = new Set<string>();
    try {
      const how = { parallel, signal: this.#signal, ...(measRef !== undefined && { measRef }) };
      for await (const part of client.data(query, how)) {
        this.counts.queries += 1;
        if (part.kind === "points") await this.#take(part, page, reading);
        else this.#fail(part.query.ids, part.error, failed);
      }
    } catch (reason) {
      if (reason instanceof OwnStoreError) throw reason;
      this.#fail(query.ids, AppError.from(reason), failed);
    }
    return failed;
  }

  #fail(ids: readonly string[] | "*", error: AppError, failed: Set<string>): void {
    if (ids !== "*") for (const id of ids) failed.add(id);
    if (this.#signal.aborted) return;
    this.counts.failedQueries += 1;
    if (error.code === "upstream_failed" || error.code === "upstream_timeout") {
      this.parts.window.shrink();
    }
    this.parts.problems.add(error.message);
    this.#failuresInRow += 1;
    if (this.#failuresInRow < MAX_FAILURES_IN_ROW) return;
    this.parts.problems.add(`gave up after ${MAX_FAILURES_IN_ROW} failures in a row`);
    this.#own.abort();
  }

  async #take(part: DataPoints, page: Page, reading: Reading): Promise<void> {
    this.#failuresInRow = 0;
    this.#countRefused(part);
    if (part.items.length > 0) await reading.beforePut?.(page, part.items);
    const { events, ids, objectType } = part.query;
    const { source, clock } = this.parts;
    const items = await runInTurns(clock, mergeSeries(part.items));
    for (const batch of partBatches({ source, objectType }, items)) await this.#put(batch, page);
    for (const id of ids) {
      const object = page.objects.get(id);
      if (object === undefined) continue;
      for (const event of events) {
        reading.onStored(object, object.plan.events.indexOf(event), page);
      }
    }
  }

  #countRefused({ lostPoints, lostItems, problems, problemCount }: DataPoints): void {
    this.counts.refusedPoints += lostPoints;
    this.counts.refusedItems += lostItems;
    const [first] = problems;
    if (first && lostPoints + lostItems > 0) {
      this.parts.problems.add(`data reply: ${first.path} ${first.problem}`, problemCount - 1);
    }
  }

  async #put(batch: readonly SeriesPoints[], { objects }: Page): Promise<void> {
    const report = await inOwnStore(() => this.parts.series.put(batch));
    this.counts.inserted += report.inserted;
    this.counts.duplicates += report.duplicates;
    this.counts.replaced += report.replaced;
    const newestUs = batch.map(({ series, ts }) => {
      const object = objects.get(series.objectId);
      return object === undefined ? -Infinity : raise(object, series.event, ts);
    });
    const fresh = freshPoints(batch, report, newestUs);
    if (fresh.length > 0) this.parts.listener(fresh);
  }
}

/** @returns the newest point before. */
function raise(object: TrackedObject, event: string, ts: readonly number[]): number {
  const series = object.plan.events.indexOf(event);
  const beforeUs = object.newestUs(series);
  const lastUs = ts.at(-1) ?? -Infinity;
  if (lastUs > beforeUs) object.setNewest(series, lastUs);
  return beforeUs;
}
