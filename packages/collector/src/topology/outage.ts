import type { StoredInfo } from "@signalbox/timeseries-store";
import { ObjectFinder, type TopologyStore } from "./object-finder.js";
import { slicesOf, type TouchedSlice } from "./slices.js";
import { readSliver, type TouchedSliver } from "./sliver.js";
import { touchedObjects, type Touched, type TouchOptions } from "./touched-objects.js";

export interface OutageQuestion extends TouchOptions {
  /** What is out; the same thing may be told of by several stores. */
  readonly roots: readonly StoredInfo[];
  readonly nowUs: number;
  /** Whether slivers that have expired count, too. */
  readonly withExpired: boolean;
}

/** What an outage touches, and whom (datastore-polling, 8.2). */
export interface Outage {
  readonly roots: readonly StoredInfo[];
  /** Nodes, interfaces, VLANs and links that go with it, without the roots. */
  readonly resources: readonly Touched[];
  readonly slivers: readonly TouchedSliver[];
  readonly slices: readonly TouchedSlice[];
}

/** From what is out to the slivers on it, their slices and the members of these. @throws AppError `item_too_large` */
export async function findOutage(store: TopologyStore, question: OutageQuestion): Promise<Outage> {
  const { roots, nowUs, withExpired } = question;
  const finder = new ObjectFinder(store);
  const isRootSlice = (one: StoredInfo): boolean => one.type === "slice";
  const touched = await touchedObjects(finder, roots, question);
  const slivers = touched
    .filter(({ object }) => object.type === "sliver")
    .map(({ object }) => readSliver(object))
    .filter(({ expiresUs }) => withExpired || expiresUs === undefined || expiresUs > nowUs);
  return {
    roots,
    resources: touched.filter(
      ({ object, through }) => through !== undefined && object.type !== "sliver",
    ),
    slivers,
    slices: await slicesOf(finder, slivers, roots.filter(isRootSlice)),
  };
}
