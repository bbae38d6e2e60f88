import type { EventKind, ValueKind } from "../events/event-kinds.js";
import type { InfoReading } from "../info/declarations.js";
import { readHref } from "../info/href-target.js";
import type { FoundInfo, InfoReadOptions, InfoReadResult } from "../info/read/info-result.js";
import { readInfoReply } from "../info/read/read-info-reply.js";
import type { AggregateStore, Opsconfig, OtherStore } from "./opsconfig.js";

type Reply = InfoReading<"opsconfig">;
type StoreEntry = NonNullable<Reply["aggregatestores"]>[number];

/** An entry of a list that could not be used. */
export interface SkippedEntry {
  /** Such as `aggregatestores[3]`. */
  readonly path: string;
  readonly reason: string;
}

export interface FoundOpsconfig {
  readonly kind: "opsconfig";
  readonly opsconfig: Opsconfig;
  readonly skipped: readonly SkippedEntry[];
  /** The reply itself with its notes. */
  readonly reply: FoundInfo<"opsconfig">;
}

export type OpsconfigReadResult =
  FoundOpsconfig | Exclude<InfoReadResult, { readonly kind: "object" }>;

/** The same without the properties that are undefined. */
function present<T extends object>(given: { readonly [K in keyof T]: T[K] | undefined }): T {
  // What is required in T has a value at every call; the rest may be absent in T too.
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as unknown as T;
}

function controlUrls(entry: StoreEntry): readonly string[] {
  return Object.entries(entry).flatMap(([name, value]) =>
    name.startsWith("amurl") && typeof value === "string" && value !== "" ? [value] : [],
  );
}

function aggregateStore(entry: StoreEntry, id: string, href: string): AggregateStore {
  return present<AggregateStore>({
    id,
    href,
    urn: entry.urn,
    kind: entry.amtype,
    nickname: entry.am_nickname,
    status: entry.am_status,
    wikiPage: entry.amwikipage,
    stitches: entry.stitching_am,
    controlUrls: controlUrls(entry),
  });
}

function otherStore(
  entry: { readonly href?: string; readonly urn?: string },
  id: string,
  href: string,
): OtherStore {
  return present<OtherStore>({ id, href, urn: entry.urn });
}

function storesIn<Entry extends { readonly href?: string }, Store>(
  name: string,
  entries: readonly Entry[] | undefined,
  make: (entry: Entry, id: string, href: string) => Store,
  skipped: SkippedEntry[],
): readonly Store[] {
  return (entries ?? []).flatMap((entry, index) => {
    const id = entry.href === undefined ? undefined : readHref(entry.href).id;
    if (id !== undefined && entry.href !== undefined) return [make(entry, id, entry.href)];
    const reason = entry.href === undefined ? "it has no href" : "its href names no id";
    skipped.push({ path: `${name}[${index}]`, reason });
    return [];
  });
}

/** By the type of the value column of the event's table. */
function valueKindOf(column: string | undefined, units: string | undefined): ValueKind {
  if (units === "boolean" || column === "int2") return "boolean";
  return column?.startsWith("int") === true ? "integer" : "real";
}

function eventsIn(events: Reply["events"], skipped: SkippedEntry[]): readonly EventKind[] {
  return Object.entries(events ?? {}).flatMap(([objectType, list]) =>
    list.flatMap(({ name, units, v }, index) => {
      if (name !== undefined && name !== "") {
        const valueKind = valueKindOf(v, units);
        return [{ objectType, event: name, units: units ?? "unknown", valueKind }];
      }
      skipped.push({ path: `events.${objectType}[${index}]`, reason: "it has no name" });
      return [];
    }),
  );
}

function interpret(reply: FoundInfo<"opsconfig">): FoundOpsconfig {
  const { object, id } = reply;
  const skipped: SkippedEntry[] = [];
  const opsconfig = present<Opsconfig>({
    id,
    selfRef: object.selfRef,
    tsUs: object.ts,
    version: object.version,
    aggregateStores: storesIn("aggregatestores", object.aggregatestores, aggregateStore, skipped),
    checkStores: storesIn("externalcheckstores", object.externalcheckstores, otherStore, skipped),
    authorities: storesIn("authorities", object.authorities, otherStore, skipped),
    events: eventsIn(object.events, skipped),
  });
  return { kind: "opsconfig", opsconfig, skipped, reply };
}

/**
 * Reads the reply of a config store (datastore-polling, 6.1): stores with their ids, and kinds of series, also unknown ones
 * (9.35). `obsolete` and table definitions stay in `reply`. Never throws.
 */
export function readOpsconfig(
  value: unknown,
  options: Omit<InfoReadOptions, "expectedType"> = {},
): OpsconfigReadResult {
  const result = readInfoReply(value, { ...options, expectedType: "opsconfig" });
  if (result.kind !== "object") return result;
  if (result.type === "opsconfig") return interpret(result);
  return { kind: "unusable", reason: `the reply is of type ${result.type}, not opsconfig` };
}
