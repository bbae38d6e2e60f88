import type { CrawledObject, DatastoreClient } from "@signalbox/datastore-client";
import { eventOfMetric, type DataQuery } from "@signalbox/monitoring-model";
import { checkSeries } from "./check-data.js";
import type { Remarks } from "./remark.js";

const US_PER_MS = 1000;
const MS_PER_SECOND = 1000;

/** What objects say they report, by type. */
export class ReportedMetrics {
  readonly #byType = new Map<string, { readonly events: Set<string>; readonly ids: Set<string> }>();
  readonly #promised = new Set<string>();

  add({ found: { type, id, object } }: Pick<CrawledObject, "found">): void {
    if (!("reported_metrics" in object)) return;
    for (const { metric } of object.reported_metrics ?? []) {
      const event = metric === undefined ? undefined : eventOfMetric(metric);
      if (event === undefined) continue;
      const known = this.#byType.get(type) ?? { events: new Set(), ids: new Set() };
      known.events.add(event);
      known.ids.add(id);
      this.#byType.set(type, known);
      this.#promised.add(keyOf(type, event, id));
    }
  }

  queries(fromUs: number, toUs: number): readonly DataQuery[] {
    return [...this.#byType].map(([objectType, { events, ids }]) => ({
      objectType,
      events: [...events],
      ids: [...ids],
      fromUs,
      toUs,
    }));
  }

  /** Series that are promised and were not told of. @param told keys of `keyOf` */
  missing(told: ReadonlySet<string>): readonly string[] {
    return [...this.#promised].filter((key) => !told.has(key));
  }
}

const keyOf = (type: string, event: string, id: string): string => `${type} ${event}:${id}`;

/**
 * Asks for the recent points of all that is reported, and checks them. A promised series without points is a note: it may be that
 * nothing was measured.
 *
 * @returns how many points there were
 */
export async function checkRecentData(
  reported: ReportedMetrics,
  about: {
    readonly client: DatastoreClient;
    readonly measRef: string | undefined;
    readonly remarks: Remarks;
  },
  { nowMs, seconds }: { readonly nowMs: number; readonly seconds: number },
): Promise<number> {
  const { client, measRef, remarks } = about;
  const toUs = nowMs * US_PER_MS;
  const told = new Set<string>();
  let points = 0;
  for (const query of reported.queries(toUs - seconds * MS_PER_SECOND * US_PER_MS, toUs)) {
    const what = `data of ${query.objectType}`;
    for await (const part of client.data(query, measRef === undefined ? {} : { measRef })) {
      if (part.kind === "failed") remarks.problem(what, "", part.error.message);
      else {
        for (const { path, problem } of part.problems) remarks.problem(what, path, problem);
        for (const item of part.items) {
          checkSeries(item, remarks, what);
          told.add(keyOf(query.objectType, item.event, item.objectId));
          points += item.ts.length;
        }
      }
    }
  }
  for (const series of reported.missing(told))
    remarks.note(series, "", "is reported and has no points");
  return points;
}
