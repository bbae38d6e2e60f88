import type {
  InfoKey,
  InfoObject,
  InfoReference,
  SeriesPoints,
  TimeseriesStore,
} from "@signalbox/timeseries-store";
import type { AppError } from "@signalbox/errors";
import { MemoryStore } from "../read/memory-store.js";

/** A store over plain values that can be written, too: what a datastore's writers need of one. */
export class WrittenStore {
  readonly memory = new MemoryStore();
  /** Set: every write fails with it. */
  failure: AppError | undefined;
  /** Calls of `series.put`. */
  puts = 0;

  readonly info = {
    ...this.memory.info,
    put: async (objects: readonly InfoObject[]) => {
      await this.#turn();
      const report = { inserted: 0, updated: 0, unchanged: 0 };
      for (const object of objects) report[this.#putObject(object)]++;
      return report;
    },
    referencesOf: (keys: readonly InfoKey[]): Promise<readonly (readonly InfoReference[])[]> =>
      Promise.resolve(keys.map((key) => this.object(key.type, key.id)?.references ?? [])),
    remove: async (keys: readonly InfoKey[]) => {
      await this.#turn();
      return keys.filter(({ type, id }) => this.memory.objects.delete(`${type}\n${id}`)).length;
    },
    removeOlderThan: async ({ beforeUs, limit = 1000 }: { beforeUs: number; limit?: number }) => {
      await this.#turn();
      const old = [...this.memory.objects]
        .filter(([, { tsUs }]) => tsUs < beforeUs)
        .slice(0, limit);
      for (const [name] of old) this.memory.objects.delete(name);
      return old.length;
    },
  } satisfies Partial<TimeseriesStore["info"]>;

  readonly series = {
    ...this.memory.series,
    put: async (batch: readonly SeriesPoints[]) => {
      this.puts++;
      await this.#turn();
      const report = { inserted: 0, duplicates: 0, replaced: 0 };
      for (const { series, ts, values } of batch) {
        for (const [at, time] of ts.entries()) {
          const value = values[at] ?? NaN;
          const before = this.points(series.objectType, series.event, series.objectId).get(time);
          if (before === undefined) report.inserted++;
          else if (Object.is(before, value)) report.duplicates++;
          else report.replaced++;
          this.memory.putPoints(series, [[time, value]]);
        }
      }
      return report;
    },
    removeBefore: async ({ beforeUs, limit = 10_000 }: { beforeUs: number; limit?: number }) => {
      await this.#turn();
      let removed = 0;
      for (const { byTime } of this.memory.points.values()) {
        for (const time of [...byTime.keys()]) {
          if (time >= beforeUs || removed === limit) continue;
          byTime.delete(time);
          removed++;
        }
      }
      return removed;
    },
  } satisfies Partial<TimeseriesStore["series"]>;

  object(type: string, id: string): InfoObject | undefined {
    return this.memory.objects.get(`${type}\n${id}`);
  }

  document(type: string, id: string): unknown {
    return JSON.parse(this.object(type, id)?.document ?? "null");
  }

  points(type: string, event: string, id: string): ReadonlyMap<number, number> {
    return this.memory.points.get(`${type}\n${event}\n${id}`)?.byTime ?? new Map();
  }

  #putObject(object: InfoObject): "inserted" | "updated" | "unchanged" {
    const before = this.object(object.type, object.id);
    this.memory.putInfo(object);
    if (!before) return "inserted";
    const isSame = before.document === object.document && before.tsUs === object.tsUs;
    return isSame ? "unchanged" : "updated";
  }

  // As a worker would: never in the same turn.
  async #turn(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.failure) throw this.failure;
  }
}
