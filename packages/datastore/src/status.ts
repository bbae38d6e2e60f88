import type { StoreStats } from "@signalbox/timeseries-store";
import { LIST_SOURCES, type AccessLists } from "./access/access-lists.js";

const MS_PER_SECOND = 1000;

export interface StatusParts {
  readonly version: string;
  readonly uptimeMs: number;
  readonly rssBytes: number;
  readonly connections: number;
  readonly lists: AccessLists;
  readonly stats: () => Promise<StoreStats>;
}

/** What `/status` shows. */
export async function datastoreStatus(parts: StatusParts): Promise<object> {
  const { version, uptimeMs, rssBytes, connections, lists, stats } = parts;
  return {
    service: "datastore",
    version,
    uptime_seconds: Math.floor(uptimeMs / MS_PER_SECOND),
    rss_bytes: rssBytes,
    connections,
    access: { admitted_urns: lists.current.size, whitelists: whitelists(lists) },
    store: await stats(),
  };
}

const whitelists = (lists: AccessLists): object[] =>
  LIST_SOURCES.flatMap((source) => {
    const ageMs = lists.ageMs(source);
    if (ageMs === undefined) return [];
    const age_seconds = Math.floor(ageMs / MS_PER_SECOND);
    return [{ source, entries: lists.sizeOf(source), age_seconds }];
  });
