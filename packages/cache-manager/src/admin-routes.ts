import type { NamespaceReader } from "@signalbox/cache-core";
import { RequestFields, type CacheStatus } from "@signalbox/cache-protocol";
import { AppError } from "@signalbox/errors";
import type { Express, Request, RequestHandler } from "express";
import type { CacheEngine } from "./cache-engine.js";
import { maskNamespace } from "./mask-namespace.js";
import type { Tracer } from "./tracer.js";

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;
const MS_PER_SECOND = 1000;
const NO_ROW = -1;
/** Tokens whose name begins so may see what belongs to others. Only who has the keys can make one. */
const ADMIN_PREFIX = "ADMIN#";

export interface AdminRoutesOptions {
  readonly engine: CacheEngine;
  readonly namespaces: () => NamespaceReader;
  readonly status: () => CacheStatus;
  readonly trace: Tracer;
}

type NamespaceFilter = (namespace: string) => boolean;

/** The body of a reply, and what the trace says of it. */
interface Answer {
  readonly body: object;
  readonly outcome: string;
}

/** What people and tools call now and then. */
export function addAdminRoutes(app: Express, options: AdminRoutesOptions): void {
  const { engine, namespaces, status, trace } = options;
  const traced = (path: string, answer: (req: Request) => Answer): RequestHandler => {
    return (req, res) => {
      const { body, outcome } = orTraceFailure(trace, path, () => answer(req));
      trace.listed(path, outcome);
      res.json(body);
    };
  };
  const statusAnswer = (): Answer => ({ body: status(), outcome: "shown" });
  app.get("/status", traced("/status", statusAnswer));
  const keysAnswer = (req: Request): Answer => {
    const fields = new RequestFields(bodyOf(req));
    const isShown = visibleTo(namespaces(), fields.text("namespace"));
    const body = listKeys(engine, isShown, readCursor(fields), readLimit(fields));
    return { body, outcome: `${body.keys.length} shown` };
  };
  app.post("/list_keys", traced("/list_keys", keysAnswer));
  const locksAnswer = (req: Request): Answer => {
    const fields = new RequestFields(bodyOf(req));
    const isShown = visibleTo(namespaces(), fields.text("namespace"));
    const locks = listLocks(engine, isShown, readLimit(fields));
    return { body: { locks }, outcome: `${locks.length} shown` };
  };
  app.post("/list_locks", traced("/list_locks", locksAnswer));
}

function orTraceFailure(trace: Tracer, path: string, answer: () => Answer): Answer {
  try {
    return answer();
  } catch (reason) {
    trace.failed(path, AppError.from(reason));
    throw reason;
  }
}

function listKeys(
  engine: CacheEngine,
  isShown: NamespaceFilter,
  fromRow: number,
  limit: number,
): { keys: object[]; cursor: string | null } {
  const { entries, nextRow } = engine.listEntries(fromRow, limit);
  const keys = entries
    .filter((entry) => isShown(entry.namespace))
    .map((entry) => ({
      namespace: maskNamespace(entry.namespace),
      key: entry.key,
      bytes: entry.valueBytes,
      ttl: seconds(entry.freshForMs),
      age: seconds(entry.ageMs),
      stale: entry.freshForMs <= 0,
    }));
  return { keys, cursor: nextRow === NO_ROW ? null : String(nextRow) };
}

function listLocks(engine: CacheEngine, isShown: NamespaceFilter, limit: number): object[] {
  return engine.listLocks(limit, isShown).map((lock) => ({
    namespace: maskNamespace(lock.namespace),
    key: lock.key,
    held_for: seconds(lock.heldMs),
    lease_left: seconds(lock.leaseLeftMs),
    waiters: lock.waiters,
  }));
}

/** Plain namespaces hide nothing from anybody; with tokens everyone sees his own and an administrator sees all. */
function visibleTo(namespaces: NamespaceReader, namespace: string): NamespaceFilter {
  if (!namespaces.isEncrypted) return () => true;
  const name = namespaces.openCurrent(namespace);
  return name.startsWith(ADMIN_PREFIX) ? () => true : (other) => other === name;
}

function bodyOf(req: Request): Buffer {
  return Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
}

function readLimit(fields: RequestFields): number {
  const limit = fields.optionalNumber("limit") ?? DEFAULT_LIMIT;
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new AppError("invalid_argument", `field limit is ${limit}, expected 1 to ${MAX_LIMIT}`);
}

function readCursor(fields: RequestFields): number {
  const cursor = fields.optionalText("cursor") ?? "0";
  if (/^\d{1,10}$/.test(cursor)) return Number(cursor);
  throw new AppError("invalid_argument", "field cursor is not one that a reply gave");
}

function seconds(ms: number): number {
  return Math.round(ms) / MS_PER_SECOND;
}
