import { LINE_RESULTS, type LineResult } from "./exposition/own-metrics.js";
import type { BatchOutcome } from "./store/sample-batch.js";

/**
 * What became of the lines or records of one request, as `cdn_ingest_lines_total` counts them: a sample that was known
 * already is `ok`, one without room is `bad`.
 *
 * @param unread Lines or records that could not be read.
 */
export function countLines(
  { counts }: BatchOutcome,
  unread: number,
): Readonly<Record<LineResult, number>> {
  const { ok, duplicate, stale, future, unknown, bad, over_limit: overLimit } = counts;
  return { ok: ok + duplicate, bad: bad + overLimit + unread, stale, future, unknown };
}

/** Adds the counts of one request to a running total. */
export function addLines(
  total: Record<LineResult, number>,
  more: Readonly<Record<LineResult, number>>,
): void {
  for (const result of LINE_RESULTS) total[result] += more[result];
}
