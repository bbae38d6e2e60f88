import { elements, field } from "./collector-client.js";
import { strangeAnswer, type SharedQuestion } from "./shared-collector.js";

/** What a check wants to know of an object beside its values. */
export interface InventoryItem {
  readonly id: string;
  /** Fields that make 100 percent, as far as the object has them. */
  readonly capacities: Readonly<Record<string, number>>;
  /** Series the object reports, without prefix; absent: all of its type (datastore-polling, 9.39). */
  readonly events?: readonly string[];
}

const MAX_PAGES = 1000;
const CAPACITIES = ["ops_monitoring:mem_total_kb", "ops_monitoring:max_bps"];
const PREFIX = "ops_monitoring:";
/** The far end of a link between sites: an interface that no node of this site has. */
const STUB = "stub";

/** The objects of a type, of one store or of all; the inventory changes once a day, so all checks may share it for long. */
export function inventoryQuestion(wish: {
  readonly source?: string;
  readonly objectType: string;
  readonly ttlS: number;
}): SharedQuestion<readonly InventoryItem[]> {
  const { source, objectType, ttlS } = wish;
  const query = source === undefined ? "" : `?${new URLSearchParams({ source }).toString()}`;
  const path = `/info/${encodeURIComponent(objectType)}${query}`;
  return { name: path, ttlS, fetch: (ask) => allPages(path, ask), read: readStored };
}

async function allPages(
  path: string,
  ask: (path: string) => Promise<unknown>,
): Promise<readonly InventoryItem[]> {
  const items: InventoryItem[] = [];
  let cursor = "";
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const between = path.includes("?") ? "&" : "?";
    const reply = await ask(`${path}${cursor && `${between}cursor=${encodeURIComponent(cursor)}`}`);
    items.push(...elements(field(reply, "objects")).flatMap(readObject));
    const next = field(reply, "cursor");
    if (typeof next !== "string") break;
    cursor = next;
  }
  return items;
}

function readObject(entry: unknown): readonly InventoryItem[] {
  const id = field(entry, "id");
  const object = field(entry, "object");
  if (typeof id !== "string" || field(object, "ops_monitoring:role") === STUB) return [];
  const events = readEvents(field(object, "reported_metrics"));
  return [{ id, capacities: readCapacities(object), ...(events !== undefined && { events }) }];
}

function readCapacities(object: unknown): Readonly<Record<string, number>> {
  const found = CAPACITIES.flatMap((name) => {
    const value = field(object, name);
    return typeof value === "number" && value > 0 ? [[name, value] as const] : [];
  });
  return Object.fromEntries(found);
}

function readEvents(reported: unknown): readonly string[] | undefined {
  if (!Array.isArray(reported)) return undefined;
  return elements(reported).flatMap((one) => {
    const metric = field(one, "metric");
    return typeof metric === "string" ? [metric.replace(PREFIX, "")] : [];
  });
}

function readStored(stored: unknown): readonly InventoryItem[] {
  if (!Array.isArray(stored)) throw strangeAnswer("inventory");
  return elements(stored).flatMap((one) => {
    const id = field(one, "id");
    if (typeof id !== "string") return [];
    const events = field(one, "events");
    const capacities = Object.entries(field(one, "capacities") ?? {}).filter(
      (pair): pair is [string, number] => typeof pair[1] === "number",
    );
    return [
      {
        id,
        capacities: Object.fromEntries(capacities),
        ...(Array.isArray(events) && { events: elements(events).map(String) }),
      },
    ];
  });
}
