import { runInTurns, type Clock, type Steps } from "@signalbox/clock";
import {
  readHref,
  readInfoReply,
  type EventCatalogue,
  type InfoFound,
  type InfoType,
} from "@signalbox/monitoring-model";
import type { InfoStore, StoredInfo } from "@signalbox/timeseries-store";
import { EventPlans, type ReportedMetrics } from "../poll/event-plan.js";
import { inOwnStore } from "../poll/own-store-error.js";
import { trackedKey } from "../poll/store-memory.js";
import { TrackedObject } from "../poll/tracked-object.js";
import type { RootType, StoreTarget } from "../stores/store-target.js";

/** Types that have series, by the root of the store that is asked for them (datastore-polling, 4.5). */
const SERIES_TYPES: Readonly<Record<RootType, readonly InfoType[]>> = {
  aggregate: ["aggregate", "node", "interface", "interfacevlan"],
  externalcheck: ["experiment"],
  authority: [],
};

export interface LoadSeriesOptions {
  readonly info: Pick<InfoStore, "get" | "list">;
  readonly target: StoreTarget;
  readonly catalogue: EventCatalogue;
  readonly defaultPeriodUs: number;
  readonly clock: Clock;
  /** Bound of objects and of series. */
  readonly maxObjects: number;
  /** What is known already; its marks are taken over. */
  readonly before: ReadonlyMap<string, TrackedObject>;
}

export interface LoadedSeries {
  readonly objects: ReadonlyMap<string, TrackedObject>;
  readonly series: number;
  /** Shortest period of all; undefined without series. */
  readonly leastPeriodUs: number | undefined;
  readonly measRef: string | undefined;
  /** Whether the store was crawled at all. */
  readonly hasRoot: boolean;
}

/**
 * What there is to poll of a store, from its inventory as it was crawled: reported events of each object, all of its type where it does not
 * tell (datastore-polling, 9.39).
 *
 * @throws OwnStoreError
 */
export async function loadSeries(options: LoadSeriesOptions): Promise<LoadedSeries> {
  const { info, target } = options;
  const loader = new Loader(options);
  const root = await inOwnStore(() =>
    info.get({ source: target.id, type: target.rootType, id: target.rootId }),
  );
  const found = root === undefined ? undefined : readStored(root);
  if (found?.type === "externalcheck") loader.addMonitored(found);
  for (const type of SERIES_TYPES[target.rootType]) await loader.addAll(type);
  return { ...loader.result(), measRef: measRefOf(found), hasRoot: found !== undefined };
}

class Loader {
  readonly #objects = new Map<string, TrackedObject>();
  // Of this load only: what a store invents at each crawl must not add up.
  readonly #plans: EventPlans;
  #series = 0;
  #leastPeriodUs = Infinity;

  constructor(readonly options: LoadSeriesOptions) {
    this.#plans = new EventPlans(options.catalogue, options.defaultPeriodUs);
  }

  async addAll(type: InfoType): Promise<void> {
    const { info, target, clock } = this.options;
    // An aggregate store tells about other sites' aggregates, too; it is asked for its own.
    const only = type === target.rootType ? target.rootId : undefined;
    let cursor: string | undefined;
    do {
      const from = cursor;
      const page = await inOwnStore(() =>
        info.list({ source: target.id, type, ...(from !== undefined && { cursor: from }) }),
      );
      await runInTurns(clock, this.#addPage(page.objects, only));
      ({ cursor } = page);
    } while (cursor !== undefined && !this.#isFull);
  }

  /** What an external check store watches, by what it says itself; the aggregates belong to other stores. */
  addMonitored(root: InfoFound & { type: "externalcheck" }): void {
    for (const { id, href, reported_metrics } of root.object.monitored_aggregates ?? []) {
      const name = id ?? (href === undefined ? undefined : readHref(href).id);
      if (name !== undefined && name !== "") this.#add("aggregate", name, reported_metrics);
    }
  }

  result(): Pick<LoadedSeries, "objects" | "series" | "leastPeriodUs"> {
    const leastPeriodUs = this.#series === 0 ? undefined : this.#leastPeriodUs;
    return { objects: this.#objects, series: this.#series, leastPeriodUs };
  }

  *#addPage(objects: readonly StoredInfo[], only: string | undefined): Steps<void> {
    for (const stored of objects) {
      if (only !== undefined && stored.id !== only) continue;
      const object = readStored(stored)?.object;
      const reported =
        object !== undefined && "reported_metrics" in object ? object.reported_metrics : undefined;
      this.#add(stored.type, stored.id, reported);
      yield;
    }
  }

  #add(type: string, id: string, reported: ReportedMetrics): void {
    const key = trackedKey(type, id);
    const plan = this.#plans.planOf(type, reported);
    if (plan.events.length === 0 || this.#isFull) return;
    const object = new TrackedObject(type, id, plan);
    const before = this.options.before.get(key);
    if (before !== undefined) object.inherit(before);
    this.#objects.set(key, object);
    this.#series += plan.events.length;
    for (const periodUs of plan.periodsUs) {
      if (periodUs < this.#leastPeriodUs) this.#leastPeriodUs = periodUs;
    }
  }

  get #isFull(): boolean {
    return Math.max(this.#objects.size, this.#series) >= this.options.maxObjects;
  }
}

function readStored({ document }: StoredInfo): InfoFound | undefined {
  // Written by this program.
  const reading = readInfoReply(JSON.parse(document));
  return reading.kind === "object" ? reading : undefined;
}

function measRefOf(root: InfoFound | undefined): string | undefined {
  if (root?.type !== "aggregate" && root?.type !== "externalcheck") return undefined;
  const { measRef } = root.object;
  return measRef === "" ? undefined : measRef;
}
