/** Bounds of one reply; beyond one of them nothing of it is used. */
export interface DataReplyLimits {
  /** Length of a text in characters; default 67,108,864. A parsed value is not measured. */
  readonly maxTextChars: number;
  /** Items; default 100,000. */
  readonly maxItems: number;
  /** Points of all items; default 5,000,000. */
  readonly maxPoints: number;
  /** Problems that are described; further ones are only counted. Default 100. */
  readonly maxProblems: number;
}

export const DEFAULT_DATA_REPLY_LIMITS: DataReplyLimits = {
  maxTextChars: 67_108_864,
  maxItems: 100_000,
  maxPoints: 5_000_000,
  maxProblems: 100,
};

/** The points of one event of one object, in columns of equal length. */
export interface DataSeries {
  /** Without prefix. Known or not. */
  readonly event: string;
  readonly objectId: string;
  /** As far as the item tells it, by its subject or its description. */
  readonly objectType?: string;
  /** URL of the object; absent when the item has none. */
  readonly subject?: string;
  /** Absent when the item has none. */
  readonly units?: string;
  /** Microseconds since 1970, in the order sent. */
  readonly ts: readonly number[];
  /** Finite. */
  readonly values: readonly number[];
}

/** One thing that was not as it should be. */
export interface DataProblem {
  /** Such as `[2].tsdata[17].v`. */
  readonly path: string;
  readonly problem: string;
}

export interface DataItems {
  readonly kind: "items";
  readonly items: readonly DataSeries[];
  /** Points without a usable time or value, and all points of lost items: none of them is in `items`. */
  readonly lostPoints: number;
  /** Items of which nothing could be used. */
  readonly lostItems: number;
  /** What was lost or had to be interpreted, the first `maxProblems` of them. */
  readonly problems: readonly DataProblem[];
  readonly problemCount: number;
}

export type DataReply =
  | DataItems
  /** The store answered with an error object; `message` is one line. */
  | { readonly kind: "error"; readonly message: string; readonly originUrl?: string }
  | { readonly kind: "unusable"; readonly reason: string };
