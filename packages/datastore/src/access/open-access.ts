import { readFile } from "node:fs/promises";
import type { Clock } from "@signalbox/clock";
import { parseDurationMs } from "@signalbox/config";
import { AppError } from "@signalbox/errors";
import type { Logger } from "@signalbox/telemetry";
import type { DatastoreConfig } from "../config/service-schema.js";
import * as events from "../log-events.js";
import { AccessLists, type ListOutcome, type ListSource } from "./access-lists.js";
import { WhitelistCache } from "./whitelist-cache.js";
import { WhitelistFeed } from "./whitelist-feed.js";
import { WhitelistFile } from "./whitelist-file.js";

export interface AccessOptions {
  readonly settings: DatastoreConfig["access"];
  readonly clock: Clock;
  readonly log: Logger;
  /** 0 <= x < 1, for the jitter of polls. */
  readonly random: () => number;
  readonly onListOutcome: (source: ListSource, outcome: ListOutcome) => void;
}

/** The lists in force, kept in step with their sources. */
export interface OpenAccess {
  readonly lists: AccessLists;
  /** Looks at every source now. @throws AppError what the first one that is wrong has; the others are taken over */
  reload(settings: DatastoreConfig["access"]): Promise<void>;
  close(): void;
}

/** @throws AppError `invalid_argument` for a list file or an authorities file that cannot be used */
export async function openAccess(options: AccessOptions): Promise<OpenAccess> {
  const { settings, clock, log, onListOutcome } = options;
  const { writers, whitelist_file: path, whitelist_url: url } = settings;
  const lists = new AccessLists({ clock, log, writers, onOutcome: onListOutcome });
  const file = path === "" ? undefined : new WhitelistFile({ path, clock, lists });
  const feed = url === "" ? undefined : await openFeed(options, lists);
  const sources = [file, feed].filter((source) => source !== undefined);
  const close = (): void => {
    for (const source of sources) source.stop();
  };
  try {
    for (const source of sources) await source.start();
  } catch (reason) {
    close();
    throw reason;
  }
  if (lists.current.size === 0) log.log(events.nobodyAdmitted());
  return { lists, close, reload: (next) => reload(next, lists, file, feed) };
}

async function reload(
  { writers }: DatastoreConfig["access"],
  lists: AccessLists,
  file: WhitelistFile | undefined,
  feed: WhitelistFeed | undefined,
): Promise<void> {
  lists.writers = writers;
  const results = await Promise.allSettled([file?.reload(), feed?.poll()]);
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

async function openFeed(options: AccessOptions, lists: AccessLists): Promise<WhitelistFeed> {
  const { settings, clock, log, random } = options;
  const { whitelist_ca: caFile, whitelist_cache: cacheFile } = settings;
  const ca = caFile === "" ? undefined : await readAuthorities(caFile);
  return new WhitelistFeed({
    url: settings.whitelist_url,
    pollMs: parseDurationMs(settings.whitelist_poll),
    lists,
    clock,
    random,
    onCacheFailed: (error) => log.log(events.cacheFailed(error.message)),
    ...(ca !== undefined && { ca }),
    ...(cacheFile !== "" && { cache: new WhitelistCache(cacheFile) }),
  });
}

async function readAuthorities(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new AppError("invalid_argument", `access.whitelist_ca ${file} cannot be read`, {
      cause: error,
    });
  }
}
