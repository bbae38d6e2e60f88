import { createHash } from "node:crypto";
import type { InfoKey, TimeseriesStore } from "@signalbox/timeseries-store";
import { inOwnStore } from "../poll/own-store-error.js";

const KEYS_PER_MARK = 1000;
/** Longer ones are kept by their hash: the names of values are bounded. */
const MAX_KEY_CHARS = 400;

export interface GoneOptions {
  readonly store: Pick<TimeseriesStore, "info" | "values">;
  readonly source: string;
  /** Whether this complete crawl found the object. */
  readonly wasSeen: (type: string, id: string) => boolean;
  /** Complete crawls without an object after which it is gone. */
  readonly goneAfter: number;
  readonly nowUs: number;
}

/**
 * After a complete crawl: counts how often known objects were missing in a row, and marks as gone those that were missing often
 * enough (datastore-polling, 9.25).
 *
 * @returns how many are gone now
 * @throws OwnStoreError
 */
export async function markMissing(options: GoneOptions): Promise<number> {
  const { store, source, goneAfter, nowUs } = options;
  const space = `collector.missing.${hashed(source)}`;
  const before = new Map(await inOwnStore(() => store.values.entries(space)));
  const after = new Map<string, string>();
  const gone: InfoKey[] = [];
  for await (const { type, id } of knownObjects(store, source)) {
    if (options.wasSeen(type, id)) continue;
    const key = keyOf(type, id);
    const times = Number(before.get(key) ?? 0) + 1;
    if (times >= goneAfter) gone.push({ source, type, id });
    else after.set(key, String(times));
  }
  let marked = 0;
  for (let at = 0; at < gone.length; at += KEYS_PER_MARK) {
    const keys = gone.slice(at, at + KEYS_PER_MARK);
    marked += await inOwnStore(() => store.info.markGone(keys, nowUs));
  }
  await inOwnStore(() => store.values.put(space, changes(before, after)));
  return marked;
}

async function* knownObjects(
  store: Pick<TimeseriesStore, "info">,
  source: string,
): AsyncGenerator<InfoKey, void, undefined> {
  let cursor: string | undefined;
  do {
    const from = cursor;
    const page = await inOwnStore(() =>
      store.info.list({ source, ...(from !== undefined && { cursor: from }) }),
    );
    yield* page.objects;
    ({ cursor } = page);
  } while (cursor !== undefined);
}

function changes(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): (readonly [string, string | undefined])[] {
  const over = [...before.keys()].filter((key) => !after.has(key));
  return [
    ...over.map((key) => [key, undefined] as const),
    ...[...after].filter(([key, times]) => before.get(key) !== times),
  ];
}

function keyOf(type: string, id: string): string {
  return id.length <= MAX_KEY_CHARS ? `${type} ${id}` : `${type} #${hashed(id)}`;
}

const hashed = (text: string): string => createHash("sha256").update(text).digest("base64url");
