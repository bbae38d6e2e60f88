import type { EventKind, ValueKind } from "../events/event-kinds.js";
import type { InfoObject, InfoReading } from "../info/declarations.js";
import { infoReply } from "../info/info-reply.js";
import type { AggregateStore, Opsconfig } from "./opsconfig.js";

type EventEntry = NonNullable<InfoObject<"opsconfig">["events"]>[string][number];

const columnTypes: Readonly<Record<ValueKind, string>> = {
  real: "float4",
  integer: "int8",
  boolean: "int2",
};

function aggregateEntry(store: AggregateStore) {
  const urls = store.controlUrls.map((url, index) => [
    index === 0 ? "amurl" : `amurl${index}`,
    url,
  ]);
  return {
    urn: store.urn,
    amtype: store.kind,
    href: store.href,
    amwikipage: store.wikiPage,
    stitching_am: store.stitches,
    am_nickname: store.nickname,
    am_status: store.status,
    // The keys are those made above; `fromEntries` forgets how they start.
    ...(Object.fromEntries(urls) as Record<`amurl${string}`, string>),
  };
}

function eventEntry({ event, units, valueKind }: EventKind): EventEntry {
  return { name: event, id: "varchar", ts: "int8", v: columnTypes[valueKind], units };
}

function eventLists(events: readonly EventKind[]): Readonly<Record<string, readonly EventEntry[]>> {
  const lists = new Map<string, EventEntry[]>();
  for (const kind of events) {
    const list = lists.get(kind.objectType);
    if (list === undefined) lists.set(kind.objectType, [eventEntry(kind)]);
    else list.push(eventEntry(kind));
  }
  return Object.fromEntries(lists);
}

/** Parts of the reply that only concern those who build the original's tables. */
export interface OpsconfigTables {
  /** Definitions of tables, sent as they are; default: none. */
  readonly tables?: InfoObject<"opsconfig">["info"];
  /** What a reset drops, sent as it is (datastore-polling, 9.34); default: left out. */
  readonly obsolete?: Readonly<Record<string, unknown>>;
}

/** The reply of a config store; what `readOpsconfig` reads back. */
export function opsconfigReply(
  opsconfig: Opsconfig,
  { tables = [], obsolete }: OpsconfigTables = {},
): InfoReading<"opsconfig"> {
  return infoReply("opsconfig", {
    id: opsconfig.id,
    selfRef: opsconfig.selfRef,
    ts: opsconfig.tsUs,
    version: opsconfig.version,
    aggregatestores: opsconfig.aggregateStores.map(aggregateEntry),
    externalcheckstores: opsconfig.checkStores.map(({ href }) => ({ href })),
    authorities: opsconfig.authorities.map(({ href, urn }) => ({ href, urn })),
    info: tables,
    events: eventLists(opsconfig.events),
    obsolete,
  });
}
