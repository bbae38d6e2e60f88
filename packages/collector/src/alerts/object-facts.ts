import type { Clock } from "@signalbox/clock";
import { eventOfMetric } from "@signalbox/monitoring-model";
import type { InfoKey, InfoStore } from "@signalbox/timeseries-store";
import type { Capacity } from "./derived-event.js";

/** What rules want to know of an object beside its points. */
export interface ObjectFacts extends Readonly<Partial<Record<Capacity, number>>> {
  /** By event. */
  readonly periodsMs: ReadonlyMap<string, number>;
}

export interface ObjectFactsOptions {
  readonly info: Pick<InfoStore, "getMany">;
  readonly clock: Clock;
  /** Objects remembered; the one learned first is forgotten. */
  readonly maxObjects: number;
  /** How long what was read is believed. */
  readonly believedMs: number;
}

interface Known {
  readonly facts: ObjectFacts | undefined;
  readonly untilMs: number;
}

const OBJECTS_PER_READ = 1000;
const MS_PER_SECOND = 1000;
const MAX_PERIOD_S = 31_622_400;

const nameOf = ({ source, type, id }: InfoKey): string => `${source}\n${type}\n${id}`;

/** Remembers what the inventory says about objects that rules look at. */
export class ObjectFactsReader {
  readonly #known = new Map<string, Known>();

  constructor(readonly options: ObjectFactsOptions) {}

  get(key: InfoKey): ObjectFacts | undefined {
    return this.#known.get(nameOf(key))?.facts;
  }

  /** Reads what is not known, or was read too long ago. @throws AppError when the store does not answer */
  async learn(keys: readonly InfoKey[]): Promise<void> {
    const nowMs = this.options.clock.monotonicMs();
    const wanted = new Map<string, InfoKey>();
    for (const key of keys) {
      const name = nameOf(key);
      if ((this.#known.get(name)?.untilMs ?? -Infinity) <= nowMs) wanted.set(name, key);
    }
    const all = [...wanted];
    for (let at = 0; at < all.length; at += OBJECTS_PER_READ) {
      await this.#read(all.slice(at, at + OBJECTS_PER_READ), nowMs);
    }
  }

  async #read(wanted: readonly (readonly [string, InfoKey])[], nowMs: number): Promise<void> {
    const found = await this.options.info.getMany(wanted.map(([, key]) => key));
    const untilMs = nowMs + this.options.believedMs;
    for (const [at, [name]] of wanted.entries()) {
      const document = found[at]?.document;
      this.#known.delete(name);
      const facts = document === undefined ? undefined : readFacts(document);
      this.#known.set(name, { facts, untilMs });
    }
    this.#forget();
  }

  #forget(): void {
    for (const name of this.#known.keys()) {
      if (this.#known.size <= this.options.maxObjects) return;
      this.#known.delete(name);
    }
  }
}

/** @param document as stored: JSON in the form of 20151105 */
export function readFacts(document: string): ObjectFacts {
  const fields = asRecord(JSON.parse(document));
  const memTotalKb = fields["ops_monitoring:mem_total_kb"];
  const maxBps = fields["ops_monitoring:max_bps"];
  return {
    ...(typeof memTotalKb === "number" && { mem_total_kb: memTotalKb }),
    ...(typeof maxBps === "number" && { max_bps: maxBps }),
    periodsMs: readPeriods(fields["reported_metrics"]),
  };
}

function readPeriods(reported: unknown): ReadonlyMap<string, number> {
  const periodsMs = new Map<string, number>();
  for (const one of Array.isArray(reported) ? reported.map(asRecord) : []) {
    const { metric, period } = one;
    if (typeof metric !== "string" || typeof period !== "number" || !(period >= 1)) continue;
    const event = eventOfMetric(metric);
    if (event !== undefined) periodsMs.set(event, Math.min(period, MAX_PERIOD_S) * MS_PER_SECOND);
  }
  return periodsMs;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
