import type { ChangeFeed } from "./change-feed.js";
import { DueOrder, type Entry } from "./due-order.js";
import type { InputObject } from "./input-value.js";
import { Branch, type Node, type Written } from "./node.js";
import type { InputKind, InputObserver } from "./observer.js";
import { isDue, prune, type PruneTime } from "./prune.js";
import { refresh } from "./refresh.js";
import { WriteLog } from "./write-log.js";

/** What a key costs a sweep beside its leaves, in leaves. */
const LEAVES_PER_KEY = 10;

export interface PartOptions {
  readonly kind: InputKind;
  /** Milliseconds every leaf lives beyond its own `dueMs`. */
  readonly lifeMs: number;
  readonly feed: ChangeFeed;
  readonly observer: InputObserver;
}

/**
 * The top-level keys of one part of the tree. What is due is removed before anybody sees it: whoever asks for a key, or
 * for all of them, gives the time.
 */
export class Part {
  readonly #options: PartOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #order = new DueOrder();
  #lifeMs: number;
  #leaves = 0;
  #objects = 0;
  /** At least the version of every key that is not there. */
  #absentVersion = 0;
  /** At least the version of every key: a change of `lifeMs` concerns all. */
  #commonVersion = 0;

  constructor(options: PartOptions) {
    this.#options = options;
    this.#lifeMs = options.lifeMs;
  }

  /** Leaves, objects and keys held, those included that are due and have not been swept yet. */
  get sizes(): { leaves: number; objects: number; keys: number } {
    return { leaves: this.#leaves, objects: this.#objects, keys: this.#entries.size };
  }

  get lifeMs(): number {
    return this.#lifeMs;
  }

  /** Applies at once to everything held. */
  setLifeMs(lifeMs: number): void {
    if (lifeMs === this.#lifeMs) return;
    this.#lifeMs = lifeMs;
    this.#commonVersion = this.#options.feed.nextVersion();
    for (const key of this.#entries.keys()) this.#options.feed.note(key, undefined);
  }

  node(key: string, nowMs: number): Node | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.node.firstMs + this.#lifeMs > nowMs) return entry.node;
    return this.#settle(entry, this.#time(nowMs));
  }

  /** Puts a node made from `node(key)` in its place; `undefined` removes the key. */
  put(key: string, node: Node | undefined, log: WriteLog): void {
    const entry = this.#entries.get(key);
    const isShorter =
      entry !== undefined && node !== undefined && node.firstMs < entry.node.firstMs;
    if (node === undefined) this.#remove(entry);
    else if (entry === undefined) this.#add(key, node);
    else this.#replace(entry, node);
    // Who remembers until when an answer holds must hear that it ends earlier, even if the values are the same.
    this.#note(key, log, isShorter);
  }

  /** The same as `put` of a merged node, in place; the data of the key must be such that `isRefresh`. */
  refresh(key: string, data: InputObject, written: Written, log: WriteLog): void {
    const entry = this.#entries.get(key);
    if (!(entry?.node instanceof Branch)) return;
    const { firstMs } = entry.node;
    refresh(entry.node, data, written, log);
    this.#order.update(entry);
    this.#note(key, log, entry.node.firstMs < firstMs);
  }

  /** Whether the key is there, due or not; ask after `keys`. */
  has(key: string): boolean {
    return this.#entries.has(key);
  }

  keys(nowMs: number): IterableIterator<string> {
    this.settleAll(nowMs);
    return this.#entries.keys();
  }

  /** Grows with every change of what `node(key)` returns; without a key: see `ChangeFeed.version`. */
  version(key: string, nowMs: number): number {
    this.node(key, nowMs);
    const own = this.#entries.get(key)?.version ?? this.#absentVersion;
    return Math.max(own, this.#commonVersion);
  }

  /** When something under the key, or under any, expires next. */
  validUntilMs(key: string | undefined, nowMs: number): number {
    if (key !== undefined) return (this.node(key, nowMs)?.firstMs ?? Infinity) + this.#lifeMs;
    this.settleAll(nowMs);
    return (this.#order.first?.node.firstMs ?? Infinity) + this.#lifeMs;
  }

  settleAll(nowMs: number): void {
    this.sweep(nowMs, Infinity);
  }

  /**
   * Removes what is due, earliest first.
   *
   * @param maxLeaves Stops once the keys looked at had this many leaves; a key itself counts for some.
   * @returns false when it stopped before all was done.
   */
  sweep(nowMs: number, maxLeaves: number): boolean {
    const time = this.#time(nowMs);
    let seenLeaves = 0;
    for (let first = this.#order.first; first; first = this.#order.first) {
      if (!isDue(first.node.firstMs, time)) return true;
      if (seenLeaves >= maxLeaves) return false;
      seenLeaves += first.node.leaves + LEAVES_PER_KEY;
      this.#settle(first, time);
    }
    return true;
  }

  #time(nowMs: number): PruneTime {
    return { nowMs, lifeMs: this.#lifeMs };
  }

  #settle(entry: Entry, time: PruneTime): Node | undefined {
    const { feed, kind, observer } = this.#options;
    const log = new WriteLog(entry.key, feed.wantedPaths);
    const leavesBefore = entry.node.leaves;
    const left = prune(entry.node, time, log);
    this.put(entry.key, left, log);
    observer.onExpired(kind, entry.key, leavesBefore - (left?.leaves ?? 0));
    return left;
  }

  #add(key: string, node: Node): void {
    const entry: Entry = { key, node, version: this.#absentVersion, position: 0 };
    this.#entries.set(key, entry);
    this.#order.add(entry);
    this.#count(node, 1);
  }

  #replace(entry: Entry, node: Node): void {
    this.#count(entry.node, -1);
    this.#count(node, 1);
    entry.node = node;
    this.#order.update(entry);
  }

  #remove(entry: Entry | undefined): void {
    if (entry === undefined) return;
    this.#entries.delete(entry.key);
    this.#order.remove(entry);
    this.#count(entry.node, -1);
  }

  #count(node: Node, sign: 1 | -1): void {
    this.#leaves += sign * node.leaves;
    this.#objects += sign * node.objects;
  }

  #note(key: string, log: WriteLog, isShorter: boolean): void {
    if (log.hasChanged) this.#options.feed.note(key, log.paths);
    if (log.hasChanged || isShorter) this.#stamp(key);
  }

  #stamp(key: string): void {
    const version = this.#options.feed.nextVersion();
    const entry = this.#entries.get(key);
    if (entry === undefined) this.#absentVersion = version;
    else entry.version = version;
  }
}
