import type { StoredInfo } from "@signalbox/timeseries-store";
import type { ApiContext } from "../collector-options.js";

/** An object as a caller names it: by id, or by URN in the place of the id. */
export interface ObjectName {
  readonly type: string;
  readonly id: string;
  /** Only of this store; absent: of all that are read now. */
  readonly source?: string | undefined;
}

/** The objects of this name, one for each store that tells of it, by source. Those that are gone are among them. */
export async function findObjects(
  { type, id, source }: ObjectName,
  { store, stores }: Pick<ApiContext, "store" | "stores">,
): Promise<readonly StoredInfo[]> {
  if (/^urn:/i.test(id)) {
    const named = await store.info.findByUrn(id);
    return named.filter(
      (one) => one.type === type && (source === undefined || one.source === source),
    );
  }
  const all = source === undefined ? stores.all().map(({ target }) => target.id) : [source];
  const keys = [...new Set(all)].sort().map((one) => ({ source: one, type, id }));
  const found: StoredInfo[] = [];
  for (let at = 0; at < keys.length; at += KEYS) {
    const some = await store.info.getMany(keys.slice(at, at + KEYS));
    found.push(...some.filter((one) => one !== undefined));
  }
  return found;
}

/** Most keys that a store takes at once. */
const KEYS = 10_000;
