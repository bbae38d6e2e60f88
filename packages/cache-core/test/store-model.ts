import { BLOCK_BYTES, ENTRY_OVERHEAD_BYTES, type Eviction } from "../src/index.js";

const PAYLOAD_BYTES = BLOCK_BYTES - 4;
const LENGTH_PREFIX_BYTES = 4;
const SECOND_MS = 1_000;

export interface ModelEntry {
  readonly namespace: string;
  readonly key: string;
  readonly value: Buffer;
  readonly bytes: number;
  readonly diesAtMs: number;
  readonly freshUntilMs: number;
}

export interface ModelPut {
  readonly namespace: string;
  readonly key: string;
  readonly value: Buffer;
  readonly ttlMs: number;
  readonly staleMs: number;
}

/**
 * What a store should do, as plainly as it can be said: a Map in the order of eviction. An entry that died before the
 * present second may or may not still take room; nothing else is left open.
 */
export class StoreModel {
  nowMs = 0;
  evicted = 0;
  #entries = new Map<string, ModelEntry>();

  constructor(
    readonly maxBytes: number,
    readonly eviction: Eviction,
  ) {}

  get live(): ModelEntry[] {
    return [...this.#entries.values()].filter((entry) => entry.diesAtMs > this.nowMs);
  }

  /** Entries that a complete purge leaves. */
  get remaining(): ModelEntry[] {
    return [...this.#entries.values()].filter((entry) => !this.#isPurgeable(entry));
  }

  get entryCount(): number {
    return this.#entries.size;
  }

  find(namespace: string, key: string): ModelEntry | undefined {
    const entry = this.#entries.get(idOf(namespace, key));
    if (!entry || entry.diesAtMs > this.nowMs) return entry;
    this.#entries.delete(idOf(namespace, key));
    return undefined;
  }

  touch(entry: ModelEntry): void {
    if (this.eviction === "fifo") return;
    this.#entries.delete(idOf(entry.namespace, entry.key));
    this.#entries.set(idOf(entry.namespace, entry.key), entry);
  }

  delete(namespace: string, key: string): boolean {
    return this.find(namespace, key) !== undefined && this.#entries.delete(idOf(namespace, key));
  }

  /** @returns false when the item is larger than the whole cache. */
  put(put: ModelPut): boolean {
    const bytes = chargedBytes(put);
    if (bytes > this.maxBytes) return false;
    this.#entries.delete(idOf(put.namespace, put.key));
    this.#evictFor(bytes);
    const freshUntilMs = this.nowMs + put.ttlMs;
    const diesAtMs = freshUntilMs + put.staleMs;
    this.#entries.set(idOf(put.namespace, put.key), { ...put, bytes, freshUntilMs, diesAtMs });
    return true;
  }

  forgetPurged(): void {
    this.#entries = new Map(this.remaining.map((e) => [idOf(e.namespace, e.key), e]));
  }

  #evictFor(neededBytes: number): void {
    for (let kept = this.remaining; bytesOf(kept) + neededBytes > this.maxBytes;) {
      const [oldest, ...others] = kept;
      if (!oldest) throw new Error("nothing left to evict");
      this.#entries.delete(idOf(oldest.namespace, oldest.key));
      this.evicted++;
      kept = others;
    }
  }

  #isPurgeable(entry: ModelEntry): boolean {
    return Math.floor(entry.diesAtMs / SECOND_MS) < Math.floor(this.nowMs / SECOND_MS);
  }
}

export const bytesOf = (entries: readonly ModelEntry[]): number =>
  entries.reduce((sum, entry) => sum + entry.bytes, 0);

const idOf = (namespace: string, key: string): string => JSON.stringify([namespace, key]);

function chargedBytes({ namespace, key, value }: ModelPut): number {
  const content = LENGTH_PREFIX_BYTES + Buffer.byteLength(namespace + key) + value.length;
  return Math.ceil(content / PAYLOAD_BYTES) * BLOCK_BYTES + ENTRY_OVERHEAD_BYTES;
}
