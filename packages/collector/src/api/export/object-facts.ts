import { eventOfMetric } from "@signalbox/monitoring-model";
import type { InfoKey, SeriesKey, StoredInfo } from "@signalbox/timeseries-store";
import type { StoreStatus } from "../../status/store-status.js";
import { isRecord, readFields } from "../../topology/document-fields.js";
import type { AnswerStore } from "../collector-options.js";

/** What inventory says of the object of a series. */
export interface ObjectFacts {
  readonly urn?: string;
  periodMsOf(event: string): number;
}

export interface FactsOptions {
  readonly store: Pick<AnswerStore, "info">;
  readonly stores: readonly StoreStatus[];
  readonly defaultPeriodMs: number;
}

type Periods = ReadonlyMap<string, number>;

/** Looks up the objects of series. */
export class ObjectFactsReader {
  readonly #options: FactsOptions;
  /** Roots of stores by id: an aggregate that another store watches is found at its own. */
  readonly #roots: ReadonlyMap<string, StoreStatus["target"]>;
  /** By source and id: what an external check store says of the aggregates that it watches. */
  readonly #watched: ReadonlyMap<string, Periods>;

  private constructor(options: FactsOptions, watched: ReadonlyMap<string, Periods>) {
    this.#options = options;
    this.#watched = watched;
    this.#roots = new Map(options.stores.map(({ target }) => [target.rootId, target]));
  }

  static async create(options: FactsOptions): Promise<ObjectFactsReader> {
    const keys = options.stores
      .filter(({ target }) => target.rootType === "externalcheck")
      .map(({ target }) => ({ source: target.id, type: "externalcheck", id: target.rootId }));
    const checks = await options.store.info.getMany(keys);
    return new ObjectFactsReader(options, new Map(checks.flatMap(watchedBy)));
  }

  /** In the order of the series. */
  async of(series: readonly SeriesKey[]): Promise<ObjectFacts[]> {
    const keys = new Map(series.map((one) => [nameOf(one), this.#keyOf(one)]));
    const objects = await this.#options.store.info.getMany([...keys.values()]);
    const facts = new Map([...keys.keys()].map((name, at) => [name, readFacts(objects[at])]));
    return series.map((one) => this.#factsOf(one, facts.get(nameOf(one))));
  }

  #keyOf({ source, objectType: type, objectId: id }: SeriesKey): InfoKey {
    const root = type === "aggregate" ? this.#roots.get(id) : undefined;
    return { source: root?.id ?? source, type, id };
  }

  #factsOf(series: SeriesKey, read: StoredFacts | undefined): ObjectFacts {
    const urn = read?.urn ?? this.#urnOfRoot(series);
    const watched = this.#watched.get(JSON.stringify([series.source, series.objectId]));
    const periods = (series.objectType === "aggregate" ? watched : undefined) ?? read?.periods;
    return {
      ...(urn !== undefined && { urn }),
      periodMsOf: (event) => periods?.get(event) ?? this.#options.defaultPeriodMs,
    };
  }

  #urnOfRoot({ objectType, objectId }: SeriesKey): string | undefined {
    const root = this.#roots.get(objectId);
    return root?.rootType === objectType ? root.urn : undefined;
  }
}

interface StoredFacts {
  readonly urn: string | undefined;
  readonly periods: Periods;
}

const nameOf = ({ source, objectType, objectId }: SeriesKey): string =>
  JSON.stringify([source, objectType, objectId]);

function readFacts(object: StoredInfo | undefined): StoredFacts | undefined {
  if (!object) return undefined;
  // Most of a large document is of no use here; where it holds no periods it is not even parsed.
  const hasPeriods = object.document.includes('"reported_metrics"');
  const metrics = hasPeriods ? readFields(object.document)["reported_metrics"] : [];
  return { urn: object.urn, periods: periodsIn(metrics) };
}

function periodsIn(metrics: unknown): Periods {
  const list: readonly unknown[] = Array.isArray(metrics) ? metrics : [];
  return new Map(
    list.filter(isRecord).flatMap(({ metric, period }) => {
      const event = typeof metric === "string" ? eventOfMetric(metric) : undefined;
      const isPeriod = typeof period === "number" && period > 0;
      return event !== undefined && isPeriod ? [[event, period * 1000] as const] : [];
    }),
  );
}

function watchedBy(check: StoredInfo | undefined): [string, Periods][] {
  const aggregates = check ? readFields(check.document)["monitored_aggregates"] : [];
  const list: readonly unknown[] = Array.isArray(aggregates) ? aggregates : [];
  return list
    .filter(isRecord)
    .filter(({ reported_metrics: metrics }) => Array.isArray(metrics))
    .map(({ id, reported_metrics: metrics }) => [
      JSON.stringify([check?.source, id]),
      periodsIn(metrics),
    ]);
}
