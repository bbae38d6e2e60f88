import {
  EntryStore,
  FillLocks,
  type Answer,
  type Asker,
  type Claim,
  type EntryDescription,
  type HashSeed,
  type LockDescription,
  type LockOwner,
  type LockTarget,
} from "@signalbox/cache-core";
import { hitParts, isErrorReply, type SetRequest } from "@signalbox/cache-protocol";
import type { Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import type { CacheCounts } from "./counts.js";
import type { EngineConfig } from "./engine-config.js";
import { isErrorData } from "./error-data.js";
import { createMemoryGate } from "./memory-gate.js";
import { startPurger } from "./purger.js";

const MS_PER_SECOND = 1000;
const NO_ROW = -1;

export interface CacheEngineOptions {
  readonly config: EngineConfig;
  readonly clock: Clock;
  readonly counts: CacheCounts;
  readonly hashSeed: HashSeed;
  /** Resident memory of the process in bytes; without it the limit counts entries only. */
  readonly rssBytes?: () => number;
}

/** What a read found: a reply body as it was stored, or what the locks say; undefined: the caller waits. */
export type ReadResult =
  | { readonly kind: "hit"; readonly reply: Buffer; readonly isStale: boolean }
  | {
      readonly kind: "refresh";
      readonly reply: Buffer;
      readonly isStale: boolean;
      readonly answer: Answer & { kind: "lock" };
    }
  | { readonly kind: "answer"; readonly answer: Answer }
  | undefined;

/** What became of a set; `wake` answers those who waited and is to be called after the setter has its reply. */
export interface SetResult {
  readonly isStored: boolean;
  wake(): void;
}

const STORED: SetResult = { isStored: true, wake: () => undefined };
const NOT_STORED: SetResult = { isStored: false, wake: () => undefined };

/** Values and locks together: every rule that needs both. Knows namespaces by name; tokens are opened outside. */
export class CacheEngine {
  readonly #config: EngineConfig;
  readonly #clock: Clock;
  readonly #counts: CacheCounts;
  readonly #store: EntryStore;
  readonly #locks: FillLocks;
  readonly #stopPurger: () => void;
  #isStopped = false;

  constructor(options: CacheEngineOptions) {
    const { config, clock, counts, hashSeed, rssBytes } = options;
    this.#config = config;
    this.#clock = clock;
    this.#counts = counts;
    this.#store = new EntryStore({
      maxBytes: config.maxCacheBytes,
      maxKeyBytes: config.maxKeyBytes,
      eviction: config.eviction,
      hashSeed,
      observer: counts,
      ...(rssBytes
        ? {
            mayGrow: createMemoryGate({ maxCacheBytes: config.maxCacheBytes, clock, rssBytes }),
          }
        : {}),
    });
    this.#locks = new FillLocks({ settings: config.locks, clock, observer: counts });
    this.#stopPurger = startPurger({ store: this.#store, clock, intervalMs: config.purgeMs });
  }

  get itemCount(): number {
    return this.#store.itemCount;
  }

  get usedBytes(): number {
    return this.#store.usedBytes;
  }

  get maxBytes(): number {
    return this.#config.maxCacheBytes;
  }

  get lockCount(): number {
    return this.#locks.lockCount;
  }

  get waiterCount(): number {
    return this.#locks.waiterCount;
  }

  /**
   * Reads a key for `asker`; `asker.waitMs` 0 neither waits nor takes the lock (corner 12).
   *
   * @throws AppError `invalid_argument` for a key that cannot be stored.
   */
  read(target: LockTarget, asker: Asker): ReadResult {
    const nowMs = this.#clock.monotonicMs();
    const row = this.#store.find(target.namespace, target.key, nowMs);
    if (row !== NO_ROW) return this.#readRow(row, nowMs, target, asker);
    this.#counts.misses++;
    if (!this.#mayLock(asker)) return { kind: "answer", answer: { kind: "empty" } };
    const answer = this.#locks.ask(target, asker);
    return answer && { kind: "answer", answer };
  }

  /**
   * Stores a value and ends the lock of its key.
   *
   * @throws AppError `item_too_large` or `invalid_argument`; the lock, if it was the setter's, is free by then.
   */
  set(target: LockTarget, request: SetRequest, claim: Claim): SetResult {
    try {
      this.#refuseOversize(target, request);
      if (claim.epoch !== undefined && this.#isSuperseded(target, claim.epoch)) return NOT_STORED;
      return this.#storeValue(target, request);
    } catch (reason) {
      this.refuseSet(target, claim, AppError.from(reason));
      throw reason;
    }
  }

  /** A set that cannot be accepted frees the lock of its sender (corners 18 and 22). */
  refuseSet(target: LockTarget, claim: Claim, error: AppError): void {
    if (error.code === "item_too_large") this.#locks.refuseOversize(target, claim, error);
    else this.#locks.refuse(target, claim);
  }

  /** As `refuseSet` for every lock of a connection, when a request does not even say which key it is about. */
  refuseAllOf(owner: LockOwner): void {
    this.#locks.refuseAllOf(owner);
  }

  delete(target: LockTarget): boolean {
    return this.#store.delete(target.namespace, target.key, this.#clock.monotonicMs());
  }

  release(target: LockTarget, claim: Claim): boolean {
    return this.#locks.release(target, claim);
  }

  renew(target: LockTarget, claim: Claim): number | undefined {
    return this.#locks.renew(target, claim);
  }

  /** Whether somebody fetches this key and this is him, by token or by connection. */
  isHeldBy(target: LockTarget, claim: Claim): boolean {
    return this.#locks.isHeldBy(target, claim);
  }

  listEntries(fromRow: number, maxRows: number): { entries: EntryDescription[]; nextRow: number } {
    return this.#store.list(fromRow, maxRows, this.#clock.monotonicMs());
  }

  listLocks(limit: number, isShown: (namespace: string) => boolean): LockDescription[] {
    return this.#locks.list(limit, isShown);
  }

  /** Answers everyone who waits, "empty", and stops all timers. Reads go on, but nobody waits or gets a lock any more. */
  stop(): void {
    this.#isStopped = true;
    this.#locks.stop();
    this.#stopPurger();
  }

  /** A caller that comes while the service stops would wait for a holder that cannot set any more. */
  #mayLock(asker: Asker): boolean {
    return asker.waitMs > 0 && !this.#isStopped;
  }

  #readRow(row: number, nowMs: number, target: LockTarget, asker: Asker): ReadResult {
    const isStale = this.#store.freshForMs(row, nowMs) <= 0;
    const isDue = this.#mayLock(asker) && this.#store.isDueForRefresh(row, nowMs);
    const reply = this.#store.value(row);
    this.#store.touch(row);
    if (isStale) this.#counts.staleHits++;
    else this.#counts.hits++;
    const answer = isDue ? this.#locks.askToRefresh(target, asker) : undefined;
    return answer?.kind === "lock"
      ? { kind: "refresh", reply, isStale, answer }
      : { kind: "hit", reply, isStale };
  }

  /** Corner 5: a token that is no longer the one in force, or whose lock is over and done with. */
  #isSuperseded(target: LockTarget, epoch: number): boolean {
    const current = this.#locks.current(target);
    if (current) return current.epoch !== epoch;
    const nowMs = this.#clock.monotonicMs();
    const row = this.#store.find(target.namespace, target.key, nowMs);
    return row !== NO_ROW && this.#store.freshForMs(row, nowMs) > 0;
  }

  #storeValue(target: LockTarget, request: SetRequest): SetResult {
    const nowMs = this.#clock.monotonicMs();
    const isError =
      request.isError || (this.#config.errorTtlCapMs > 0 && isErrorData(request.dataLiteral));
    const ttlMs = this.#ttlMs(request.ttlMs, isError);
    if (isError) {
      const kept = this.#keepStale(target, ttlMs, nowMs);
      if (kept) return kept;
    }
    const expirySeconds = Math.floor((this.#clock.wallMs() + ttlMs) / MS_PER_SECOND);
    const reply = hitParts(request.dataLiteral, expirySeconds, isError);
    this.#store.put(target.namespace, target.key, reply, {
      nowMs,
      ttlMs,
      staleMs: Math.min(request.staleMs ?? this.#config.staleMs, this.#config.maxTtlMs),
      refreshAheadMs: Math.min(request.refreshAheadMs ?? this.#config.refreshAheadMs, ttlMs),
    });
    this.#counts.sets++;
    return this.#filled(target, reply);
  }

  /** A failed refresh does not take away what is still good enough; nobody tries again until the failure has aged. */
  #keepStale(target: LockTarget, restMs: number, nowMs: number): SetResult | undefined {
    const row = this.#store.find(target.namespace, target.key, nowMs);
    if (row === NO_ROW) return undefined;
    const reply = this.#store.value(row);
    if (isErrorReply(reply)) return undefined;
    const result = this.#filled(target, [reply]);
    this.#locks.rest(target, restMs);
    return result;
  }

  /** The reply is put together only when somebody waits for it. */
  #filled(target: LockTarget, reply: readonly Buffer[]): SetResult {
    const answerWaiters = this.#locks.fill(target);
    if (!answerWaiters) return STORED;
    const value = Buffer.concat(reply);
    return { isStored: true, wake: () => answerWaiters({ kind: "value", value }) };
  }

  #ttlMs(askedMs: number, isError: boolean): number {
    const cappedMs = Math.min(askedMs, this.#config.maxTtlMs);
    const { errorTtlCapMs } = this.#config;
    return isError && errorTtlCapMs > 0 ? Math.min(cappedMs, errorTtlCapMs) : cappedMs;
  }

  #refuseOversize(target: LockTarget, { dataBytes }: SetRequest): void {
    const { maxItemBytes } = this.#config;
    if (maxItemBytes > 0 && dataBytes > maxItemBytes) {
      // Throws for a key that cannot be stored: it may be megabytes long and must not be remembered as refused.
      this.#store.find(target.namespace, target.key, this.#clock.monotonicMs());
      throw new AppError(
        "item_too_large",
        `item is ${dataBytes} B, limit is ${maxItemBytes} B (max_item_size)`,
      );
    }
    if (dataBytes > this.#counts.largestItemBytes) this.#counts.largestItemBytes = dataBytes;
  }
}
