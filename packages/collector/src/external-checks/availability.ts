/** What came of asking one URL. */
export interface UrlResult {
  readonly isAvailable: boolean;
  /** Epoch milliseconds of the answer, or of the failure. */
  readonly atMs: number;
}

export interface Availability {
  readonly value: 0 | 1;
  readonly tsUs: number;
}

const US_PER_MS = 1000;

/**
 * Whether an aggregate is available: all of its URLs are; the time is the mean of theirs (datastore-polling, 7.3).
 *
 * @returns undefined without any
 */
export function availabilityOf(results: readonly UrlResult[]): Availability | undefined {
  const [first] = results;
  if (first === undefined) return undefined;
  // From the first on: the sum of many times would lose microseconds.
  const offsetsMs = results.reduce((sum, { atMs }) => sum + (atMs - first.atMs), 0);
  const meanMs = first.atMs + offsetsMs / results.length;
  const isAvailable = results.every((result) => result.isAvailable);
  return { value: isAvailable ? 1 : 0, tsUs: Math.round(meanMs * US_PER_MS) };
}
