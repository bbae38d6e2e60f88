import { runInTurns, type Cancel, type Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import type { Logger } from "@signalbox/telemetry";
import type { InfoStore, KeyValueStore, SeriesPoints } from "@signalbox/timeseries-store";
import type { PointListener } from "../poll/point-listener.js";
import { AlertEngine, type Moment } from "./alert-engine.js";
import { AlertMemory } from "./alert-memory.js";
import type { AlertSettings } from "./alert-settings.js";
import type { AlertNotice, AlertState } from "./alert-state.js";
import { alertsFailed, pointsSkipped, statesRefused } from "./log-events.js";
import { ObjectFactsReader } from "./object-facts.js";
import { openOutputs } from "./open-outputs.js";
import type { AlertOutput, OutputCounts } from "./outputs/alert-output.js";
import { PointInbox } from "./point-inbox.js";

/** Bounds that nobody has to set. */
export interface AlertLimits {
  readonly maxStates: number;
  /** Points that wait for the rules. */
  readonly maxWaitingPoints: number;
  /** How long the inventory is believed that percentages and periods come from. */
  readonly factsMs: number;
  readonly forgetAfterMs: number;
  /** Time that outputs have to deliver when the service ends. */
  readonly closeMs: number;
}

export const DEFAULT_ALERT_LIMITS: AlertLimits = {
  maxStates: 200_000,
  maxWaitingPoints: 500_000,
  factsMs: 600_000,
  forgetAfterMs: 7 * 86_400_000,
  closeMs: 2000,
};

export interface AlertsOptions {
  readonly settings: AlertSettings;
  readonly store: {
    readonly info: Pick<InfoStore, "getMany">;
    readonly values: Pick<KeyValueStore, "entries" | "put">;
  };
  readonly logger: Pick<Logger, "log">;
  readonly clock: Clock;
  /** A number in [0, 1), for the jitter between attempts. */
  readonly random: () => number;
  /** Default: those that the settings name. */
  readonly outputs?: readonly AlertOutput[];
  /** Default: `DEFAULT_ALERT_LIMITS`. */
  readonly limits?: Partial<AlertLimits>;
}

export interface AlertStats {
  readonly states: number;
  readonly refusedPoints: number;
  readonly unknownCapacity: number;
  readonly skippedPoints: number;
  readonly waitingPoints: number;
  readonly outputs: Readonly<Record<string, OutputCounts>>;
}

/** Rules at work. To change them, close this and start anew: states are kept. */
export interface Alerts {
  /** Takes stored points; never waits, never throws. */
  readonly listener: PointListener;
  states(): readonly AlertState[];
  stats(): AlertStats;
  /** Looks at all points that have come, and at silence, now; for tests and `--once`. */
  settle(): Promise<void>;
  /** Saves states, lets outputs deliver within bounds, ends. */
  close(): Promise<void>;
}

/** @throws AppError when states cannot be read, or for a webhook URL that is none */
export async function startAlerts(options: AlertsOptions): Promise<Alerts> {
  const runner = new AlertRunner(options);
  await runner.begin();
  return {
    listener: (batch) => runner.take(batch),
    states: () => runner.engine.states(),
    stats: () => runner.stats(),
    settle: () => runner.settle(),
    close: () => runner.close(),
  };
}

class AlertRunner {
  readonly engine: AlertEngine;
  readonly #options: AlertsOptions;
  readonly #limits: AlertLimits;
  readonly #outputs: readonly AlertOutput[];
  readonly #memory: AlertMemory;
  readonly #facts: ObjectFactsReader;
  readonly #inbox: PointInbox;
  #work: Promise<void> = Promise.resolve();
  #isDrainDue = false;
  #cancelTick: Cancel = () => undefined;
  #isClosed = false;
  #toldSkipped = 0;
  #toldRefused = false;

  constructor(options: AlertsOptions) {
    const { settings, store, clock } = options;
    this.#options = options;
    this.#limits = { ...DEFAULT_ALERT_LIMITS, ...options.limits };
    const { maxStates, forgetAfterMs, maxWaitingPoints, factsMs } = this.#limits;
    this.#outputs = options.outputs ?? openOutputs(settings, options);
    this.#memory = new AlertMemory(store.values);
    this.#inbox = new PointInbox(maxWaitingPoints);
    const { info } = store;
    const believed = { maxObjects: maxStates, believedMs: factsMs };
    this.#facts = new ObjectFactsReader({ info, clock, ...believed });
    this.engine = new AlertEngine({
      rules: settings.rules,
      maxStates,
      repeatMs: settings.repeatMs,
      forgetAfterMs,
      defaultPeriodMs: settings.defaultPeriodMs,
      notify: (notice) => this.#notify(notice),
    });
  }

  async begin(): Promise<void> {
    await this.#memory.load(this.engine, this.#options.settings.rules, this.#now());
    this.#scheduleTick();
  }

  take(batch: readonly SeriesPoints[]): void {
    if (this.#isClosed) return;
    for (const points of batch) if (this.engine.watches(points.series)) this.#inbox.push(points);
    if (this.#inbox.isEmpty || this.#isDrainDue) return;
    this.#isDrainDue = true;
    void this.#queue(() => this.#drain());
  }

  stats(): AlertStats {
    const { size, refusedPoints, unknownCapacity } = this.engine;
    const counts = this.#outputs.map((output) => [output.name, output.counts()] as const);
    return {
      states: size,
      refusedPoints,
      unknownCapacity,
      skippedPoints: this.#inbox.skippedPoints,
      waitingPoints: this.#inbox.waitingPoints,
      outputs: Object.fromEntries(counts),
    };
  }

  settle(): Promise<void> {
    return this.#queue(async () => {
      await this.#drain();
      await this.#tick();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelTick();
    await this.#queue(async () => {
      await this.#drain();
      await this.#memory.save(this.engine);
    });
    await Promise.all(this.#outputs.map((output) => output.close(this.#limits.closeMs)));
  }

  /** One thing after the other; what fails is logged and does not end the rest. */
  #queue(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(work).catch((reason: unknown) => {
      this.#options.logger.log(alertsFailed(AppError.from(reason).message));
    });
    return this.#work;
  }

  async #drain(): Promise<void> {
    this.#isDrainDue = false;
    for (let batch = this.#inbox.take(); batch.length > 0; batch = this.#inbox.take()) {
      const keys = batch.map(({ series }) => infoKey(series));
      // Without the inventory, periods are the default one and percentages are not known; plain rules go on.
      await this.#facts.learn(keys).catch((reason: unknown) => {
        this.#options.logger.log(alertsFailed(AppError.from(reason).message));
      });
      await runInTurns(this.#options.clock, this.#apply(batch));
    }
    this.#report();
  }

  *#apply(batch: readonly SeriesPoints[]) {
    const now = this.#now();
    for (const points of batch) {
      this.engine.points(points, this.#facts.get(infoKey(points.series)), now);
      yield;
    }
  }

  async #tick(): Promise<void> {
    await runInTurns(this.#options.clock, this.engine.tick(this.#now()));
    await this.#memory.save(this.engine);
  }

  #scheduleTick(): void {
    const { clock, settings } = this.#options;
    this.#cancelTick = clock.after(settings.intervalMs, () => {
      void this.#queue(() => this.#tick()).then(() => {
        if (!this.#isClosed) this.#scheduleTick();
      });
    });
  }

  #notify(notice: AlertNotice): void {
    for (const output of this.#outputs) output.send(notice);
  }

  #report(): void {
    const { logger } = this.#options;
    const { skippedPoints } = this.#inbox;
    if (skippedPoints > this.#toldSkipped) {
      const { maxWaitingPoints } = this.#limits;
      logger.log(pointsSkipped(skippedPoints - this.#toldSkipped, maxWaitingPoints));
      this.#toldSkipped = skippedPoints;
    }
    if (this.engine.refusedPoints > 0 && !this.#toldRefused) {
      logger.log(statesRefused(this.#limits.maxStates));
      this.#toldRefused = true;
    }
  }

  #now(): Moment {
    const { clock } = this.#options;
    return { wallMs: clock.wallMs(), monotonicMs: clock.monotonicMs() };
  }
}

const infoKey = ({ source, objectType, objectId }: SeriesPoints["series"]) => ({
  source,
  type: objectType,
  id: objectId,
});
