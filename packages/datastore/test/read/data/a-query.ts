import { MemoryStore } from "../memory-store.js";

/** Points at 1 .. `count` microseconds of every event and id, the value telling which. */
export function aStore(events: readonly string[], ids: readonly string[], count = 5): MemoryStore {
  const store = new MemoryStore();
  for (const [at, event] of events.entries()) {
    for (const objectId of ids) {
      const points = Array.from(
        { length: count },
        (_, index) => [index + 1, index + at / 10] as const,
      );
      store.putPoints({ objectType: "node", event, objectId }, points);
    }
  }
  return store;
}

/** A query for nodes. */
export const aQuery = (
  events: readonly string[],
  ids: unknown,
  more: object = {},
  ts: object = { gt: 0, lt: 100 },
) => ({
  filters: {
    eventType: events.map((event) => `ops_monitoring:${event}`),
    ts,
    obj: { type: "node", id: ids },
  },
  ...more,
});
