import type { EventKind } from "../events/event-kinds.js";

/** One aggregate and where its store is (datastore-polling, 6.1). */
export interface AggregateStore {
  /** The aggregate's id: the last component of `href`. */
  readonly id: string;
  /** Info URL of the aggregate. */
  readonly href: string;
  /** Not guaranteed to be unique. */
  readonly urn?: string;
  /** Such as `instageni`, `exogeni`, `stitcher`; free text. */
  readonly kind?: string;
  readonly nickname?: string;
  /** `production` or `development`, where told. */
  readonly status?: string;
  readonly wikiPage?: string;
  readonly stitches?: boolean;
  /** Control API URLs: the values of `amurl`, `amurl1`, … in the order sent. */
  readonly controlUrls: readonly string[];
}

/** A store of checks made from outside, or of a slice authority. */
export interface OtherStore {
  readonly id: string;
  readonly href: string;
  readonly urn?: string;
}

/** The list of stores and events of a federation, in words of our own. */
export interface Opsconfig {
  readonly id: string;
  readonly selfRef?: string;
  readonly tsUs?: number;
  readonly version?: string;
  readonly aggregateStores: readonly AggregateStore[];
  readonly checkStores: readonly OtherStore[];
  readonly authorities: readonly OtherStore[];
  /** Kinds of series, of any object type, known to us or not. */
  readonly events: readonly EventKind[];
}
