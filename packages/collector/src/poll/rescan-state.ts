import type { Clock } from "@signalbox/clock";
import type { KeyValueStore } from "@signalbox/timeseries-store";

const SPACE = "collector.rescans";

/** What survives a restart: how far back a store must be asked again, and when it last was. */
interface RescanRecord {
  /** Null: as far as anything is asked. */
  readonly fromUs: number | null;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

export interface RescanOptions {
  readonly values: Pick<KeyValueStore, "get" | "put">;
  readonly source: string;
  readonly clock: Clock;
  /** 0: only where a series was silent. */
  readonly intervalMs: number;
}

/** When a store is asked for its longer past, and from where; kept in our store. */
export class RescanState {
  readonly #options: RescanOptions;
  #fromUs = -Infinity;
  #atMs = 0;
  #dueMs = Infinity;
  #isWanted = false;
  #isLoaded = false;

  constructor(options: RescanOptions) {
    this.#options = options;
  }

  /** The least `rescannedUs` of the store's series when they were last looked at. */
  get fromUs(): number {
    return this.#fromUs;
  }

  get isDue(): boolean {
    return this.#isWanted || this.#options.clock.monotonicMs() >= this.#dueMs;
  }

  /** Reads the record once; a store never polled before gets one. */
  async load(): Promise<void> {
    if (this.#isLoaded) return;
    const { clock, intervalMs } = this.#options;
    const record = await this.#read();
    const wallMs = clock.wallMs();
    this.#fromUs = record?.fromUs ?? -Infinity;
    this.#atMs = Math.min(record?.atMs ?? wallMs, wallMs);
    if (record === undefined) await this.#write();
    const leftMs = Math.min(Math.max(this.#atMs + intervalMs - wallMs, 0), intervalMs);
    this.#dueMs = intervalMs === 0 ? Infinity : clock.monotonicMs() + leftMs;
    this.#isLoaded = true;
  }

  /** A series spoke after a silence: to be told before its points are stored, or a crash between would lose what lies before them. */
  async lower(fromUs: number): Promise<void> {
    this.#isWanted = true;
    if (fromUs >= this.#fromUs) return;
    this.#fromUs = fromUs;
    await this.#write();
  }

  /**
   * The store was asked.
   *
   * @param fromUs least `rescannedUs` of its series now
   * @param wasAnswered whether all of it was; else it is asked again when its time comes
   */
  async done(fromUs: number, wasAnswered: boolean): Promise<void> {
    const { clock, intervalMs } = this.#options;
    this.#isWanted &&= intervalMs === 0 && !wasAnswered;
    this.#fromUs = fromUs;
    this.#atMs = clock.wallMs();
    this.#dueMs = intervalMs === 0 ? Infinity : clock.monotonicMs() + intervalMs;
    await this.#write();
  }

  async #read(): Promise<RescanRecord | undefined> {
    const { values, source } = this.#options;
    const text = await values.get(SPACE, source);
    return text === undefined ? undefined : readRecord(text);
  }

  #write(): Promise<void> {
    const fromUs = Number.isFinite(this.#fromUs) ? this.#fromUs : null;
    const record: RescanRecord = { fromUs, atMs: this.#atMs };
    const { values, source } = this.#options;
    return values.put(SPACE, [[source, JSON.stringify(record)]]);
  }
}

/** What we wrote ourselves; anything else counts as nothing, which asks for more, never for less. */
function readRecord(text: string): RescanRecord | undefined {
  const [, from, at] =
    /^\{"fromUs":(null|-?\d+(?:\.\d+)?),"atMs":(\d+(?:\.\d+)?)\}$/.exec(text) ?? [];
  if (from === undefined || at === undefined) return undefined;
  return { fromUs: from === "null" ? null : Number(from), atMs: Number(at) };
}
