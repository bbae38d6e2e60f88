import { createHash } from "node:crypto";
import { runInTurns, type Clock, type Steps } from "@signalbox/clock";
import type { KeyValueStore } from "@signalbox/timeseries-store";
import type { TrackedObject } from "./tracked-object.js";

const SPACE = "collector.asked";
const OBJECTS_PER_STEP = 500;
/** The record lags at most this much behind the polls; a start asks for that time again. */
const LAG_US = 3_600_000_000;
const HASH_BYTES = 6;
const HASH_RANGE = 2 ** (8 * HASH_BYTES);

/** What survives a restart. */
interface AskedRecord {
  /** Which series they were. */
  readonly series: string;
  /** When all of them had been asked up to the present, microseconds. */
  readonly atUs: number;
  /** Whether they were then asked once more for their longer past. */
  readonly wasRescanned: boolean;
}

export interface AskedOptions {
  readonly values: Pick<KeyValueStore, "get" | "put">;
  readonly source: string;
  readonly clock: Clock;
}

/** What decides, beside the series themselves, whether they were asked for all that is wanted. */
export interface AskedScope {
  readonly objects: ReadonlyMap<string, TrackedObject>;
  readonly measRef: string | undefined;
  readonly backfillUs: number;
}

/**
 * Remembers that a store was asked for all of its series, so that those without any point, as old stores have by the hundred that do
 * not tell what they report, are not asked for all of the past again at each start. Once another series is among them, or more of
 * the past is wanted, everything counts as never asked.
 */
export class AskedState {
  readonly #options: AskedOptions;
  #record: AskedRecord | undefined;
  #isLoaded = false;
  #seen: AskedScope["objects"] | undefined;
  #series = "";

  constructor(options: AskedOptions) {
    this.#options = options;
  }

  /** The record, when it is about these very series. */
  async of(scope: AskedScope): Promise<Omit<AskedRecord, "series"> | undefined> {
    await this.#load();
    const series = await this.#seriesOf(scope);
    return this.#record?.series === series ? this.#record : undefined;
  }

  /** All series were asked up to `atUs`, and the answers are stored. */
  async polled(scope: AskedScope, atUs: number): Promise<void> {
    const before = await this.of(scope);
    if (before !== undefined && Math.abs(atUs - before.atUs) < LAG_US) return;
    const series = await this.#seriesOf(scope);
    await this.#write({ series, atUs, wasRescanned: before?.wasRescanned === true });
  }

  /** All of them were asked for their longer past, and the answers are stored. */
  async rescanned(scope: AskedScope): Promise<void> {
    const before = await this.of(scope);
    if (before === undefined || before.wasRescanned) return;
    const series = await this.#seriesOf(scope);
    await this.#write({ series, atUs: before.atUs, wasRescanned: true });
  }

  async #load(): Promise<void> {
    if (this.#isLoaded) return;
    const text = await this.#options.values.get(SPACE, this.#options.source);
    this.#record = text === undefined ? undefined : readRecord(text);
    this.#isLoaded = true;
  }

  async #write(record: AskedRecord): Promise<void> {
    const { values, source } = this.#options;
    await values.put(SPACE, [[source, JSON.stringify(record)]]);
    this.#record = record;
  }

  async #seriesOf({ objects, measRef = "", backfillUs }: AskedScope): Promise<string> {
    if (this.#seen !== objects) {
      this.#series = await runInTurns(this.#options.clock, digestOf(objects));
      this.#seen = objects;
    }
    return `${this.#series} ${backfillUs} ${measRef}`;
  }
}

/** The same for the same series in any order. */
function* digestOf(objects: ReadonlyMap<string, TrackedObject>): Steps<string> {
  let sum = 0;
  let looked = 0;
  for (const [key, { plan }] of objects) {
    const hash = createHash("sha256")
      .update(`${key}\n${plan.events.join(" ")}`)
      .digest();
    sum = (sum + hash.readUIntBE(0, HASH_BYTES)) % HASH_RANGE;
    looked += 1;
    if (looked % OBJECTS_PER_STEP === 0) yield;
  }
  return `${objects.size} ${sum.toString(16)}`;
}

/** What we wrote ourselves; anything else counts as nothing, which asks for more, never for less. */
function readRecord(text: string): AskedRecord | undefined {
  try {
    const record: unknown = JSON.parse(text);
    return isRecord(record) ? record : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is AskedRecord {
  if (typeof value !== "object" || value === null) return false;
  return (
    "series" in value &&
    typeof value.series === "string" &&
    "atUs" in value &&
    Number.isFinite(value.atUs) &&
    "wasRescanned" in value &&
    typeof value.wasRescanned === "boolean"
  );
}
