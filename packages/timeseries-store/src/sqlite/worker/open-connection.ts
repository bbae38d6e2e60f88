import { realpathSync } from "node:fs";
import { AppError } from "@signalbox/errors";
import Database from "libsql";
import type { CompiledMigration } from "../messages.js";
import { integer, text } from "../columns.js";
import { Connection } from "./connection.js";

/** Says in the head of the file whose it is: "SgBx". */
const APPLICATION_ID = 0x53674278;
/** A chunk of the usual size fits a page about seven times; larger pages made no difference. */
const PAGE_BYTES = 8192;
const JOURNAL_LIMIT_BYTES = 64 * 1024 * 1024;
const CHECKPOINT_PAGES = 2000;
const KIB = 1024;

export interface ConnectionOptions {
  readonly file: string;
  readonly migrations: readonly CompiledMigration[];
  readonly durability: "full" | "normal";
  readonly cacheBytes: number;
  /** Largest size of the file, in bytes; a write beyond is `storage_full`. */
  readonly maxFileBytes: number | undefined;
}

/** A connection beside the one that writes. It must only read; a copy is written by the engine through it. */
export function openReader(file: string): Connection {
  return new Connection(new Database(file));
}

/** Opens or makes the file and brings its tables up to date. @throws what the engine throws, or AppError */
export function openConnection(options: ConnectionOptions): Connection {
  const connection = new Connection(new Database(options.file));
  try {
    configure(connection, options);
    migrate(connection, options.file, options.migrations);
    return connection;
  } catch (error) {
    connection.database.close();
    throw error;
  }
}

/**
 * Keeps other processes away from a store: two of them would not know of each other's points. The lock is a transaction on a file of
 * its own, because the store's file itself must stay readable for a backup; it ends with the process.
 *
 * @returns what gives it back
 */
export function takeLock(file: string): () => void {
  const database = new Database(`${realFile(file)}-lock`);
  try {
    database.exec("begin exclusive");
  } catch (error) {
    database.close();
    throw error;
  }
  return () => {
    database.exec("rollback");
    database.close();
  };
}

function realFile(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

function configure(connection: Connection, options: ConnectionOptions): void {
  const { durability, cacheBytes, maxFileBytes } = options;
  claim(connection, options.file);
  const mode = connection.value("pragma journal_mode = wal");
  if (mode !== "wal")
    throw new AppError("invalid_argument", `store ${options.file}: no write-ahead log is possible`);
  setDurability(connection, durability);
  for (const pragma of [
    `cache_size = -${Math.ceil(cacheBytes / KIB)}`,
    `journal_size_limit = ${JOURNAL_LIMIT_BYTES}`,
    `wal_autocheckpoint = ${CHECKPOINT_PAGES}`,
  ])
    connection.value(`pragma ${pragma}`);
  if (maxFileBytes !== undefined) limitSize(connection, maxFileBytes);
}

function limitSize(connection: Connection, maxFileBytes: number): void {
  const pageBytes = integer(connection.value("pragma page_size"));
  connection.value(`pragma max_page_count = ${Math.max(1, Math.floor(maxFileBytes / pageBytes))}`);
}

export function setDurability(connection: Connection, durability: "full" | "normal"): void {
  connection.exec(`pragma synchronous = ${durability}`);
}

/** A new file is made ours; a file of another program is left alone. */
function claim(connection: Connection, file: string): void {
  const owner = connection.value("pragma application_id");
  if (owner === APPLICATION_ID) return;
  const tables = integer(connection.value("select count(*) from sqlite_master"));
  if (tables > 0 || owner !== 0)
    throw new AppError("invalid_argument", `store ${file}: the file is another program's database`);
  connection.exec(`pragma page_size = ${PAGE_BYTES}`);
  connection.exec("pragma auto_vacuum = incremental");
  connection.exec(`pragma application_id = ${APPLICATION_ID}`);
}

/** Runs the migrations the file has not seen, each whole or not at all. */
function migrate(connection: Connection, file: string, known: readonly CompiledMigration[]): void {
  connection.exec(
    "create table if not exists migration (name text primary key) strict, without rowid",
  );
  const done = connection.prepare("select name from migration order by name").all([]);
  const names = new Set(done.map((row) => text(row[0])));
  const newest = known.at(-1)?.name ?? "none";
  for (const name of names)
    if (!known.some((one) => one.name === name))
      throw new AppError(
        "conflict",
        `store ${file}: its tables are of version ${name}, which is newer than ${newest}, the newest known`,
      );
  for (const { name, statements } of known) {
    if (names.has(name)) continue;
    connection.transaction(() => {
      for (const statement of statements) connection.exec(statement);
      connection.prepare("insert into migration values (?)").run([name]);
    });
  }
}
