import type { Cancel, Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import type { InfoObject, InfoStore, SeriesPoints, SeriesStore } from "@signalbox/timeseries-store";
import { ObjectReader } from "../ingest/info/object-reader.js";
import { machineValues, type MachineValue } from "./machine-events.js";
import { interfaceIdOf, machineObjects, nodeIdOf } from "./machine-objects.js";
import type { Machine, Measurement } from "./machine.js";

const MS_PER_SECOND = 1000;
const US_PER_MS = 1000;

export interface PopulatorOptions {
  readonly store: {
    readonly info: Pick<InfoStore, "put">;
    readonly series: Pick<SeriesStore, "put">;
  };
  readonly machine: Machine;
  readonly clock: Clock;
  /** Empty: the machine's name. */
  readonly aggregateId: string;
  readonly version: string;
  /** Pause between the end of one measurement and the next. */
  readonly intervalMs: number;
  /** Time between renewals of the info objects, rounded up to a measurement. */
  readonly infoIntervalMs: number;
  /** Told of a round that failed; the next one goes on. */
  readonly onFailure?: (error: AppError) => void;
}

export interface Populator {
  /** Measures at once, or joins the round under way. Never rejects. */
  run(): Promise<void>;
  /** Resolves when the round under way has ended; no other begins. */
  close(): Promise<void>;
}

/**
 * Publishes a machine as data of a datastore: an aggregate, a node, its interfaces and what can be measured of them. Begins at
 * once, and never measures twice at the same time.
 */
export function startPopulator(options: PopulatorOptions): Populator {
  const populator = new MachinePopulator(options);
  void populator.run();
  return populator;
}

class MachinePopulator implements Populator {
  readonly #options: PopulatorOptions;
  readonly #reader = new ObjectReader();
  #before: { readonly measurement: Measurement; readonly atMs: number } | undefined;
  #renewedAtMs = -Infinity;
  #name = "";
  #running: Promise<void> | undefined;
  #cancel: Cancel = () => undefined;
  #isClosed = false;

  constructor(options: PopulatorOptions) {
    this.#options = options;
  }

  run(): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    this.#running ??= this.#round().finally(() => {
      this.#running = undefined;
      this.#arm();
    });
    return this.#running;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel();
    await this.#running;
  }

  #arm(): void {
    if (this.#isClosed) return;
    const { clock, intervalMs } = this.#options;
    this.#cancel = clock.after(intervalMs, () => void this.run());
  }

  async #round(): Promise<void> {
    this.#cancel();
    try {
      await this.#publish();
    } catch (reason) {
      this.#options.onFailure?.(AppError.from(reason));
    }
  }

  async #publish(): Promise<void> {
    const { machine, clock, infoIntervalMs } = this.#options;
    const measurement = await machine.measure();
    const [atMs, tsUs] = [clock.monotonicMs(), Math.floor(clock.wallMs() * US_PER_MS)];
    if (atMs - this.#renewedAtMs >= infoIntervalMs) {
      await this.#renew(measurement, tsUs);
      this.#renewedAtMs = atMs;
    }
    const before = this.#before && {
      measurement: this.#before.measurement,
      seconds: (atMs - this.#before.atMs) / MS_PER_SECOND,
    };
    this.#before = { measurement, atMs };
    const values = machineValues(measurement, before);
    await this.#options.store.series.put(values.map((value) => this.#pointOf(value, tsUs)));
  }

  async #renew(measurement: Measurement, tsUs: number): Promise<void> {
    const { machine, aggregateId, version, intervalMs, store } = this.#options;
    const description = await machine.describe();
    this.#name = description.name;
    const objects = machineObjects(description, measurement, {
      aggregateId: aggregateId === "" ? description.name : aggregateId,
      version,
      periodSeconds: Math.max(1, Math.round(intervalMs / MS_PER_SECOND)),
    });
    await store.info.put(objects.map((object) => this.#stored(object, tsUs)));
  }

  #stored(object: Readonly<Record<string, unknown>>, tsUs: number): InfoObject {
    const read = this.#reader.read(object, { nowUs: tsUs, maxUs: tsUs });
    if (!read.problems) return read.object;
    const [problem] = read.problems;
    const text = `${read.name}${problem?.path ?? ""}: ${problem?.problem ?? ""}`;
    throw new AppError("internal", `this machine cannot be published: ${text}`);
  }

  #pointOf({ objectType, interfaceName, event, value }: MachineValue, tsUs: number): SeriesPoints {
    const machine = { name: this.#name };
    const objectId =
      objectType === "node" ? nodeIdOf(machine) : interfaceIdOf(machine, interfaceName);
    return { series: { source: "", objectType, event, objectId }, ts: [tsUs], values: [value] };
  }
}
