import type { InputReader, InputValue } from "./input-reader.js";
import type { DataChange } from "./messages.js";

/** More changed paths than this under one key, and the key is sent as a whole. */
const MAX_PATHS_PER_KEY = 32;

const SLACK_ENTRIES = 64;
const INDEX_LIKE = /^\d+$/;

type Paths = readonly (readonly string[])[];

const isList = (value: object): value is readonly InputValue[] => Array.isArray(value);

/** Values and tables in `value`, which is what it takes in the worker. */
function entriesIn(value: InputValue | undefined): number {
  if (value === undefined) return 0;
  if (typeof value !== "object" || value === null) return 1;
  const items: readonly InputValue[] = isList(value) ? value : Object.values(value);
  return items.reduce<number>((count, item) => count + entriesIn(item), 1);
}

/** A part that is gone may have taken its parents along, and a place in a list has another name in Lua. */
const isPlainPart = ({ path, value }: { path: readonly string[]; value?: unknown }): boolean =>
  value !== undefined && !path.some((key) => INDEX_LIKE.test(key));

interface Sent {
  /** When something under the key expires next, as of the moment it was sent. */
  readonly untilMs: number;
  /** At least as many as there are: parts that were replaced count again until the whole is sent. */
  readonly entries: number;
  readonly wholeEntries: number;
}

export interface TakenChanges {
  readonly changes: readonly DataChange[];
  /** Values and tables in them. */
  readonly entries: number;
}

/**
 * What the worker knows of the selection input, and what it has yet to be told. Nothing that has expired reaches a
 * script: before each turn, keys with something past its time are sent anew.
 */
export class Mirror {
  readonly #input: InputReader;
  readonly #sent = new Map<string, Sent>();
  /** Changed since it was sent; `undefined`: the key as a whole. */
  readonly #changed = new Map<string, Paths | undefined>();
  #nextDueMs = Infinity;
  #entries = 0;
  #isActive = false;

  constructor(input: InputReader) {
    this.#input = input;
  }

  get isActive(): boolean {
    return this.#isActive;
  }

  get hasChanges(): boolean {
    return this.#isActive && this.#changed.size > 0;
  }

  get entries(): number {
    return this.#entries;
  }

  /** Until this is called nothing is kept or sent: programs that need no worker pay nothing. */
  activate(): void {
    if (this.#isActive) return;
    this.#isActive = true;
    this.restart();
  }

  /** The worker has forgotten everything. */
  restart(): void {
    if (!this.#isActive) return;
    this.#sent.clear();
    this.#changed.clear();
    this.#nextDueMs = Infinity;
    this.#entries = 0;
    for (const key of this.#input.keys()) this.#changed.set(key, undefined);
  }

  noteChanges(paths: Paths): void {
    if (!this.#isActive) return;
    for (const path of paths) {
      const [key] = path;
      if (key !== undefined) this.#noteChange(key, path);
    }
  }

  /** True when the worker's knowledge of `key` is that of now. */
  isCurrent(key: string): boolean {
    return !this.#changed.has(key);
  }

  /** When something under `key` expires, as the worker knows it; Infinity for what it does not have. */
  untilMs(key: string): number {
    return this.#sent.get(key)?.untilMs ?? Infinity;
  }

  /** Changes to send now, about `maxEntries` at most; what is left shows in `hasChanges`. */
  take(nowMs: number, maxEntries: number): TakenChanges {
    if (!this.#isActive) return { changes: [], entries: 0 };
    if (nowMs >= this.#nextDueMs) this.#noteExpired(nowMs);
    const changes: DataChange[] = [];
    let entries = 0;
    for (const [key, paths] of this.#changed) {
      if (entries >= maxEntries) break;
      this.#changed.delete(key);
      entries += this.#send(key, paths, changes);
    }
    return { changes, entries };
  }

  #noteChange(key: string, path: readonly string[]): void {
    const known = this.#changed.get(key);
    const isWhole = path.length === 1 || (this.#changed.has(key) && known === undefined);
    if (isWhole || (known?.length ?? 0) >= MAX_PATHS_PER_KEY) this.#changed.set(key, undefined);
    else this.#changed.set(key, [...(known ?? []), path]);
  }

  #noteExpired(nowMs: number): void {
    this.#nextDueMs = Infinity;
    for (const [key, { untilMs }] of this.#sent) {
      if (untilMs <= nowMs) this.#changed.set(key, undefined);
      else this.#nextDueMs = Math.min(this.#nextDueMs, untilMs);
    }
  }

  /** @returns how many entries were put into `changes`. */
  #send(key: string, paths: Paths | undefined, changes: DataChange[]): number {
    const parts = paths?.map((path) => ({ path, value: this.#input.at(path) }));
    const before = this.#sent.get(key);
    const isPartial =
      before !== undefined &&
      before.entries <= 2 * before.wholeEntries + SLACK_ENTRIES &&
      parts?.every(isPlainPart) === true;
    const sent = isPartial ? parts : [{ path: [key], value: this.#input.at([key]) }];
    const count = sent.reduce((sum, { value }) => sum + entriesIn(value), 0);
    changes.push(...sent);
    if (isPartial) this.#remember(key, before.entries + count, before.wholeEntries);
    else if (sent[0]?.value === undefined) this.#forget(key);
    else this.#remember(key, count, count);
    return Math.max(count, 1);
  }

  #forget(key: string): void {
    this.#entries -= this.#sent.get(key)?.entries ?? 0;
    this.#sent.delete(key);
  }

  #remember(key: string, entries: number, wholeEntries: number): void {
    this.#entries += entries - (this.#sent.get(key)?.entries ?? 0);
    const untilMs = this.#input.validUntilMs(key);
    this.#sent.set(key, { untilMs, entries, wholeEntries });
    this.#nextDueMs = Math.min(this.#nextDueMs, untilMs);
  }
}
