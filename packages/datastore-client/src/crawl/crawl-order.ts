import type { InfoFound, InfoType, ObjectReference } from "@signalbox/monitoring-model";
import { referencesOf } from "@signalbox/monitoring-model";

/** Where a crawl may begin; stores publish an aggregate, an external check store or an authority as their root. */
export type CrawlRoot = Exclude<InfoType, "opsconfig">;

/** In which order types are asked for (datastore-polling, 4.2), and after them those that the original never read. */
export const crawlOrder: readonly InfoType[] = [
  "node",
  "link",
  "sliver",
  "interface",
  "interfacevlan",
  "aggregate",
  "experiment",
  "experimentgroup",
  "slice",
  "user",
];

/** Back to where the crawl came from, or into another site's inventory. */
const NOT_FOLLOWED: ReadonlySet<string> = new Set([
  "sliver.aggregate",
  "slice.authority",
  "user.authority",
  "experiment.source_aggregate",
  "experiment.destination_aggregate",
]);

/**
 * The references of an object that a crawl follows: those with a link or an id. An aggregate's own lists are followed at the root
 * only: the aggregates that an external check store watches belong to other stores.
 */
export function followedReferences(found: InfoFound, isRoot: boolean): readonly ObjectReference[] {
  if (found.type === "opsconfig" || (found.type === "aggregate" && !isRoot)) return [];
  return referencesOf(found.type, found.object).filter(
    ({ field, type, id, href }) =>
      crawlOrder.includes(type) &&
      (id !== undefined || href !== undefined) &&
      !NOT_FOLLOWED.has(`${found.type}.${field}`),
  );
}
