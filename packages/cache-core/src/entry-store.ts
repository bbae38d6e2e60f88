import { AppError } from "@signalbox/errors";
import { BLOCK_BYTES, BlockArena, blocksFor } from "./block-arena.js";
import { float64Column, int32Column, uint32Column } from "./columns.js";
import { ExpiryWheel } from "./expiry-wheel.js";
import { HashIndex } from "./hash-index.js";
import { keyHash, type HashSeed } from "./key-hash.js";
import { KeyWriter, readKey } from "./key-writer.js";
import { RowLists } from "./row-list.js";

/** What an entry costs beside its blocks: its row in every column, its links and its share of the index. */
export const ENTRY_OVERHEAD_BYTES = 64;
const NO_ROW = -1;
const AGE_LIST = 0;
/** Longest stale and refresh-ahead time that is kept, about 49 days: longer ones count as this. */
const MAX_KEPT_MS = 2 ** 32 - 1;
/** How many expired candidates one eviction looks at before it takes the oldest live entry instead. */
const EXPIRED_VISITS_PER_EVICTION = 64;

/** Which entry goes first when memory is short: the one not read for longest, or the one written longest ago. */
export type Eviction = "lru" | "fifo";

/** When an entry is served how; all on the monotonic clock. */
export interface EntryTimes {
  readonly nowMs: number;
  /** Milliseconds from now until the entry is no longer fresh. */
  readonly ttlMs: number;
  /** Milliseconds after that during which it may still be served as stale. */
  readonly staleMs: number;
  /** Milliseconds before it stops being fresh from which one caller at a time is asked to refresh it. */
  readonly refreshAheadMs: number;
}

/** What the store tells as it happens. */
export interface StoreObserver {
  onEvicted(): void;
  onExpired(): void;
}

export interface EntryStoreOptions {
  /** Bytes for all entries, overhead included; 0 is no limit. */
  readonly maxBytes: number;
  readonly maxKeyBytes: number;
  readonly eviction: Eviction;
  readonly hashSeed: HashSeed;
  readonly observer: StoreObserver;
  /**
   * Asked before more memory is taken from the system, when there is a limit at all: false evicts instead, as long as there
   * is anything to evict. Default: always.
   */
  readonly mayGrow?: () => boolean;
}

/** What a listing shows of an entry. */
export interface EntryDescription {
  readonly namespace: string;
  readonly key: string;
  readonly valueBytes: number;
  readonly ageMs: number;
  /** Milliseconds of freshness left, negative when stale. */
  readonly freshForMs: number;
}

/**
 * Entries by namespace and key, bounded in bytes, held outside the JavaScript heap. A row number is valid until the next
 * call that writes, deletes or purges.
 */
export class EntryStore {
  readonly #options: EntryStoreOptions;
  readonly #writer: KeyWriter;
  readonly #arena = new BlockArena();
  readonly #index: HashIndex;
  readonly #hashes = uint32Column();
  readonly #firstBlocks = int32Column();
  /** Length of the key's bytes; 0 marks a row that holds nothing. */
  readonly #keyBytes = int32Column();
  readonly #valueBytes = int32Column();
  readonly #diesAtMs = float64Column();
  readonly #staleMs = uint32Column();
  readonly #refreshAheadMs = uint32Column();
  readonly #writtenAtMs = float64Column();
  readonly #byAge = new RowLists(1);
  readonly #expiry = new ExpiryWheel((row) => this.#diesAtMs.get(row));
  readonly #freeRows: number[] = [];
  #rowCount = 0;
  #itemCount = 0;

  constructor(options: EntryStoreOptions) {
    this.#options = options;
    this.#writer = new KeyWriter(options.maxKeyBytes);
    this.#index = new HashIndex((row) => this.#hashes.get(row));
  }

  get itemCount(): number {
    return this.#itemCount;
  }

  /** Bytes charged for all entries. */
  get usedBytes(): number {
    return this.#arena.usedBytes + this.#itemCount * ENTRY_OVERHEAD_BYTES;
  }

  /**
   * @returns the row of an entry that is fresh or may be served stale, -1 when there is none.
   * @throws AppError `invalid_argument` for a namespace and key that cannot be stored.
   */
  find(namespace: string, key: string, nowMs: number): number {
    this.#writer.write(namespace, key);
    const row = this.#index.find(this.#writtenHash(), this.#holdsWrittenKey);
    if (row === NO_ROW || this.#diesAtMs.get(row) > nowMs) return row;
    this.#remove(row);
    this.#options.observer.onExpired();
    return NO_ROW;
  }

  /** Marks a row as just read. */
  touch(row: number): void {
    if (this.#options.eviction !== "lru") return;
    this.#byAge.remove(AGE_LIST, row);
    this.#byAge.append(AGE_LIST, row);
  }

  /** A copy of the value. */
  value(row: number): Buffer {
    const value = Buffer.allocUnsafe(this.#valueBytes.get(row));
    this.#arena.read(this.#firstBlocks.get(row), this.#keyBytes.get(row), value, value.length);
    return value;
  }

  /** Milliseconds until the entry stops being fresh; negative once it is stale. */
  freshForMs(row: number, nowMs: number): number {
    return this.#diesAtMs.get(row) - this.#staleMs.get(row) - nowMs;
  }

  /** True from `refreshAheadMs` before the end of freshness on. */
  isDueForRefresh(row: number, nowMs: number): boolean {
    return this.freshForMs(row, nowMs) <= this.#refreshAheadMs.get(row);
  }

  /**
   * Stores a value, in the place of an older one if there is one, making room as needed.
   *
   * @param value In one piece or in several, which are stored one behind the other.
   * @throws AppError `item_too_large` when it alone exceeds the whole cache; `invalid_argument` as `find`.
   */
  put(
    namespace: string,
    key: string,
    value: Uint8Array | readonly Uint8Array[],
    times: EntryTimes,
  ): void {
    const parts = value instanceof Uint8Array ? [value] : value;
    const valueBytes = parts.reduce((sum, part) => sum + part.byteLength, 0);
    this.#writer.write(namespace, key);
    const hash = this.#writtenHash();
    const old = this.#index.find(hash, this.#holdsWrittenKey);
    const blocks = blocksFor(this.#writer.byteLength + valueBytes);
    this.#refuseLargerThanCache(blocks);
    if (old !== NO_ROW) this.#remove(old);
    this.#makeRoom(blocks, times.nowMs);
    const row = this.#insert(hash, blocks, parts, times);
    this.#valueBytes.set(row, valueBytes);
  }

  /** @returns false when there was no such entry, or only one already dead. */
  delete(namespace: string, key: string, nowMs: number): boolean {
    const row = this.find(namespace, key, nowMs);
    if (row === NO_ROW) return false;
    this.#remove(row);
    return true;
  }

  /**
   * Removes dead entries, looking at no more than `maxVisits` rows.
   *
   * @returns true when every entry that died before the current second is gone.
   */
  purge(nowMs: number, maxVisits: number): boolean {
    for (let visits = 0; visits < maxVisits; visits++) {
      const visit = this.#expiry.visit(nowMs);
      if (visit === "done") return true;
      if (visit !== "alive") this.#expire(visit);
    }
    return false;
  }

  /**
   * Entries in row order, for people: a listing walks at most `maxRows` rows.
   *
   * @returns the descriptions and the row to go on from, -1 at the end.
   */
  list(
    fromRow: number,
    maxRows: number,
    nowMs: number,
  ): { entries: EntryDescription[]; nextRow: number } {
    const entries: EntryDescription[] = [];
    const endRow = Math.min(this.#rowCount, fromRow + maxRows);
    for (let row = fromRow; row < endRow; row++) {
      if (this.#keyBytes.get(row) > 0 && this.#diesAtMs.get(row) > nowMs) {
        entries.push(this.#describe(row, nowMs));
      }
    }
    return { entries, nextRow: endRow < this.#rowCount ? endRow : NO_ROW };
  }

  readonly #holdsWrittenKey = (row: number): boolean =>
    this.#keyBytes.get(row) === this.#writer.byteLength &&
    this.#arena.startsWith(this.#firstBlocks.get(row), this.#writer.bytes, this.#writer.byteLength);

  #writtenHash(): number {
    return keyHash(this.#options.hashSeed, this.#writer.words, this.#writer.byteLength);
  }

  #refuseLargerThanCache(blocks: number): void {
    const { maxBytes } = this.#options;
    const bytes = blocks * BLOCK_BYTES + ENTRY_OVERHEAD_BYTES;
    if (maxBytes === 0 || bytes <= maxBytes) return;
    throw new AppError(
      "item_too_large",
      `item needs ${bytes} B, the whole cache has ${maxBytes} B (max_cache_size)`,
    );
  }

  #makeRoom(blocks: number, nowMs: number): void {
    const { maxBytes } = this.#options;
    if (maxBytes === 0) return;
    const neededBytes = blocks * BLOCK_BYTES + ENTRY_OVERHEAD_BYTES;
    while (this.usedBytes + neededBytes > maxBytes) this.#evictOne(nowMs);
    while (this.#itemCount > 0 && !this.#mayTake(blocks)) this.#evictOne(nowMs);
  }

  /** Blocks that are there already may always be used; more only while the process as a whole is not too large. */
  #mayTake(blocks: number): boolean {
    return this.#arena.spareBlocks >= blocks || (this.#options.mayGrow?.() ?? true);
  }

  /** The dead go before the living. */
  #evictOne(nowMs: number): void {
    for (let visits = 0; visits < EXPIRED_VISITS_PER_EVICTION; visits++) {
      const visit = this.#expiry.visit(nowMs);
      if (visit === "done") break;
      if (visit === "alive") continue;
      this.#expire(visit);
      return;
    }
    this.#remove(this.#byAge.head(AGE_LIST));
    this.#options.observer.onEvicted();
  }

  #expire(row: number): void {
    this.#remove(row);
    this.#options.observer.onExpired();
  }

  #insert(hash: number, blocks: number, value: readonly Uint8Array[], times: EntryTimes): number {
    const row = this.#freeRows.pop() ?? this.#rowCount++;
    const firstBlock = this.#arena.allocate(blocks);
    const staleMs = Math.min(Math.floor(times.staleMs), MAX_KEPT_MS);
    this.#arena.write(firstBlock, this.#writer.bytes, this.#writer.byteLength, value);
    this.#hashes.set(row, hash);
    this.#firstBlocks.set(row, firstBlock);
    this.#keyBytes.set(row, this.#writer.byteLength);
    this.#diesAtMs.set(row, times.nowMs + times.ttlMs + staleMs);
    this.#staleMs.set(row, staleMs);
    this.#refreshAheadMs.set(row, Math.min(times.refreshAheadMs, MAX_KEPT_MS));
    this.#writtenAtMs.set(row, times.nowMs);
    this.#index.add(hash, row);
    this.#byAge.append(AGE_LIST, row);
    this.#expiry.add(row);
    this.#itemCount++;
    return row;
  }

  #remove(row: number): void {
    this.#index.remove(this.#hashes.get(row), row);
    this.#byAge.remove(AGE_LIST, row);
    this.#expiry.remove(row);
    this.#arena.free(this.#firstBlocks.get(row));
    this.#keyBytes.set(row, 0);
    this.#freeRows.push(row);
    this.#itemCount--;
  }

  #describe(row: number, nowMs: number): EntryDescription {
    const bytes = Buffer.allocUnsafe(this.#keyBytes.get(row));
    this.#arena.read(this.#firstBlocks.get(row), 0, bytes, bytes.length);
    return {
      ...readKey(bytes),
      valueBytes: this.#valueBytes.get(row),
      ageMs: nowMs - this.#writtenAtMs.get(row),
      freshForMs: this.freshForMs(row, nowMs),
    };
  }
}
