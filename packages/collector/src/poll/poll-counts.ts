/** What came of the points of a poll. */
export interface PollCounts {
  readonly inserted: number;
  readonly duplicates: number;
  readonly replaced: number;
  /** Not asked for, outside of the times asked for, or unreadable; dropped. */
  readonly refusedPoints: number;
  readonly refusedItems: number;
  readonly queries: number;
  readonly failedQueries: number;
}

export type GrowingCounts = { -readonly [Name in keyof PollCounts]: PollCounts[Name] };

export const noCounts = (): GrowingCounts => ({
  inserted: 0,
  duplicates: 0,
  replaced: 0,
  refusedPoints: 0,
  refusedItems: 0,
  queries: 0,
  failedQueries: 0,
});
