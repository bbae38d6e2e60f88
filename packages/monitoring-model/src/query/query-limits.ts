/** Bounds of one query; a query beyond one of them is refused with an error that names it. */
export interface DataQueryLimits {
  /** Length of the text in characters; default 65,536. */
  readonly maxTextChars: number;
  /** Lists and objects inside each other, ignored keys included; default 8. */
  readonly maxDepth: number;
  /** Entries of all id lists together, repeated ones included; default 10,000. */
  readonly maxIds: number;
  /** Entries of `eventType`, repeated ones included; default 100. */
  readonly maxEvents: number;
  /** Entries of `obj` where it is a list; default 20. */
  readonly maxObjectTypes: number;
}

export const DEFAULT_DATA_QUERY_LIMITS: DataQueryLimits = {
  maxTextChars: 65_536,
  maxDepth: 8,
  maxIds: 10_000,
  maxEvents: 100,
  maxObjectTypes: 20,
};
