import type { RunReport, StoreStatus } from "../../status/store-status.js";

const iso = (epochMs: number): string => new Date(epochMs).toISOString();

/** A store as the API shows it; times are RFC 3339, durations milliseconds, times of points microseconds since 1970. */
export function storeView(status: StoreStatus) {
  const { target, lastCrawl, lastPoll, nextCrawlMs, nextPollMs } = status;
  return {
    id: target.id,
    type: target.rootType,
    url: target.rootUrl,
    ...(target.urn !== undefined && { urn: target.urn }),
    ...(target.kind !== undefined && { kind: target.kind }),
    verifies_server: target.verifyServer,
    circuit: status.circuit,
    failures: status.failures,
    series: status.series,
    ...(status.newestPointUs !== undefined && { newest_point: status.newestPointUs }),
    ...(status.lagMs !== undefined && { lag_ms: status.lagMs }),
    ...(lastCrawl && { last_crawl: runView(lastCrawl) }),
    ...(lastPoll && { last_poll: runView(lastPoll) }),
    ...(nextCrawlMs !== undefined && { next_crawl: iso(nextCrawlMs) }),
    ...(nextPollMs !== undefined && { next_poll: iso(nextPollMs) }),
  };
}

export function runView(run: RunReport) {
  return {
    started: iso(run.startedMs),
    took_ms: run.tookMs,
    outcome: run.outcome,
    requests: run.requests,
    written: run.written,
    problems: run.problems,
  };
}
