import type { Clock } from "@signalbox/clock";
import { parseDurationMs } from "@signalbox/config";
import type { AppError } from "@signalbox/errors";
import type { Logger } from "@signalbox/telemetry";
import type { TimeseriesStore } from "@signalbox/timeseries-store";
import { startAgeing } from "./ageing/start-ageing.js";
import type { DatastoreConfig } from "./config/service-schema.js";
import * as events from "./log-events.js";
import { startPopulator } from "./populator/start-populator.js";
import { thisMachine } from "./populator/this-machine.js";

export interface BackgroundOptions {
  readonly config: DatastoreConfig;
  readonly store: TimeseriesStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly version: string;
}

/** What a datastore does unasked. */
export interface Background {
  /** Ends what is under way. */
  close(): Promise<void>;
}

/** Ages what is too old, and publishes this machine if that is wanted. */
export function startBackground(options: BackgroundOptions): Background {
  const tasks = [ageing(options), populator(options)].filter((task) => task !== undefined);
  return {
    close: async () => {
      await Promise.all(tasks.map((task) => task.close()));
    },
  };
}

function ageing({ config, store, clock, log }: BackgroundOptions): Background | undefined {
  const { info, points, purge_interval } = config.retention;
  const [infoMs, pointsMs] = [parseDurationMs(info), parseDurationMs(points)];
  if (infoMs <= 0 && pointsMs <= 0) return undefined;
  const problems = new Problems("Ageing", log);
  return startAgeing({
    store,
    clock,
    infoMs,
    pointsMs,
    intervalMs: parseDurationMs(purge_interval),
    onPurged: () => problems.over(),
    onFailure: (error) => problems.say(error),
  });
}

function populator(options: BackgroundOptions): Background | undefined {
  const { config, store, clock, log, version } = options;
  const { enable, aggregate_id: aggregateId, interval, info_interval } = config.populator;
  if (!enable) return undefined;
  const problems = new Problems("Publishing this machine", log);
  return startPopulator({
    store,
    clock,
    version,
    aggregateId,
    machine: thisMachine(process.platform),
    intervalMs: parseDurationMs(interval),
    infoIntervalMs: parseDurationMs(info_interval),
    onFailure: (error) => problems.say(error),
  });
}

/** Says a failure that repeats itself once. */
class Problems {
  readonly #what: string;
  readonly #log: Logger;
  #last = "";

  constructor(what: string, log: Logger) {
    this.#what = what;
    this.#log = log;
  }

  say({ message }: AppError): void {
    if (message === this.#last) return;
    this.#last = message;
    this.#log.log(events.backgroundFailed(this.#what, message));
  }

  over(): void {
    this.#last = "";
  }
}
