import { AppError } from "@signalbox/errors";

type Fields = Readonly<Record<string, unknown>>;

/** A status reply as it came: fields differ between servers, so nothing is required. */
export interface CacheStatus {
  readonly raw: Fields;
  /** A number by its name on the wire; undefined when this server does not send it. */
  number(name: string): number | undefined;
  text(name: string): string | undefined;
  /** Peers that are switched off because they failed. */
  readonly peersDown: number;
  readonly peers: number;
}

export interface KeyRow {
  /** Masked by the server. */
  readonly namespace: string;
  readonly key: string;
  readonly bytes: number;
  /** Seconds left to live. */
  readonly ttl: number;
  /** Seconds since it was written. */
  readonly age: number;
  readonly stale: boolean;
}

export interface KeyPage {
  readonly keys: readonly KeyRow[];
  /** Where the next page starts; null at the end. */
  readonly cursor: string | null;
}

export interface LockRow {
  /** Masked by the server. */
  readonly namespace: string;
  readonly key: string;
  /** Seconds. */
  readonly heldFor: number;
  /** Seconds. */
  readonly leaseLeft: number;
  readonly waiters: number;
}

function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value));
  }
  throw new AppError("upstream_failed", `the server's ${what} is not a JSON object`);
}

function rowsOf(value: unknown, what: string): readonly Fields[] {
  if (!Array.isArray(value)) {
    throw new AppError("upstream_failed", `the server's list of ${what} is not a JSON array`);
  }
  return value.map((row: unknown) => fieldsOf(row, `row of ${what}`));
}

const numberIn = (fields: Fields, name: string): number | undefined => {
  const value = fields[name];
  return typeof value === "number" ? value : undefined;
};

const textIn = (fields: Fields, name: string): string | undefined => {
  const value = fields[name];
  return typeof value === "string" ? value : undefined;
};

/** Reads `/status`. @throws AppError `upstream_failed` when it is not an object. */
export function readStatus(reply: unknown): CacheStatus {
  const raw = fieldsOf(reply, "status");
  const peers = Array.isArray(raw["peers"]) ? rowsOf(raw["peers"], "peers") : [];
  return {
    raw,
    number: (name) => numberIn(raw, name),
    text: (name) => textIn(raw, name),
    peers: peers.length,
    peersDown: peers.filter((peer) => Number(peer["deactivated"] ?? 0) !== 0).length,
  };
}

/** Reads `/list_keys`. @throws AppError `upstream_failed` when the shape is another. */
export function readKeyPage(reply: unknown): KeyPage {
  const page = fieldsOf(reply, "page of keys");
  const keys = rowsOf(page["keys"], "keys").map((row) => ({
    namespace: textIn(row, "namespace") ?? "",
    key: textIn(row, "key") ?? "",
    bytes: numberIn(row, "bytes") ?? 0,
    ttl: numberIn(row, "ttl") ?? 0,
    age: numberIn(row, "age") ?? 0,
    stale: row["stale"] === true,
  }));
  return { keys, cursor: textIn(page, "cursor") ?? null };
}

/** Reads `/list_locks`. @throws AppError `upstream_failed` when the shape is another. */
export function readLockList(reply: unknown): readonly LockRow[] {
  return rowsOf(fieldsOf(reply, "list of locks")["locks"], "locks").map((row) => ({
    namespace: textIn(row, "namespace") ?? "",
    key: textIn(row, "key") ?? "",
    heldFor: numberIn(row, "held_for") ?? 0,
    leaseLeft: numberIn(row, "lease_left") ?? 0,
    waiters: numberIn(row, "waiters") ?? 0,
  }));
}
