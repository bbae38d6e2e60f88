import type { Clock } from "@signalbox/clock";
import type { Lane, ScheduledEntry } from "../schedule/scheduled-entry.js";
import type { StoreReader } from "../stores/store-reader.js";
import type { StoreStatus } from "./store-status.js";

/** A store as it is now. */
export function statusOf(
  { target, facts }: Pick<StoreReader, "target" | "facts">,
  entry: ScheduledEntry,
  { clock, circuitFailures }: { readonly clock: Clock; readonly circuitFailures: number },
): StoreStatus {
  const { crawl, poll, failures } = entry;
  const nextMs = (lane: Lane): number =>
    clock.wallMs() + Math.max(entry.dueMs(lane) - clock.monotonicMs(), 0);
  return {
    target,
    ...(crawl.last && { lastCrawl: crawl.last }),
    ...(poll.last && { lastPoll: poll.last }),
    ...(facts.newestUs !== undefined && { newestPointUs: facts.newestUs }),
    ...(facts.lagMs !== undefined && { lagMs: facts.lagMs }),
    series: facts.series,
    failures,
    circuit: entry.circuit(circuitFailures),
    ...(Number.isFinite(poll.dueMs) && { nextPollMs: nextMs(poll) }),
    ...(Number.isFinite(crawl.dueMs) && { nextCrawlMs: nextMs(crawl) }),
  };
}
