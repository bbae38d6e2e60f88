const NODE = "node";
const INTERFACE_MARK = "_interface_";

/**
 * The short name of a resource: what follows the last `_` of a node's id, `<node>_<interface>` for interfaces (datastore-polling, 7.1),
 * else the id. Only characters that performance data can carry.
 */
export function resourceName(objectType: string, id: string): string {
  return plain(shortName(objectType, id));
}

function shortName(objectType: string, id: string): string {
  if (objectType === NODE) return afterLast(id);
  if (objectType !== "interface") return id;
  const mark = id.lastIndexOf(INTERFACE_MARK);
  const rest = mark < 0 ? afterLast(id) : id.slice(mark + INTERFACE_MARK.length);
  return rest.replaceAll(":", "_");
}

function afterLast(id: string): string {
  return id.slice(id.lastIndexOf("_") + 1) || id;
}

function plain(name: string): string {
  return name.replaceAll(/[^\w.:@/+-]/g, "_") || "_";
}

/** Names for ids, in their order; where two would have the same, both are called by their whole id. */
export function resourceNames(objectType: string, ids: readonly string[]): readonly string[] {
  const names = ids.map((id) => resourceName(objectType, id));
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return names.map((name, at) => ((counts.get(name) ?? 0) > 1 ? plain(ids[at] ?? name) : name));
}
