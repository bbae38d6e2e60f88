import { runSteps } from "@signalbox/clock";
import { FakeClock } from "@signalbox/clock/testing";
import type { SeriesKey } from "@signalbox/timeseries-store";
import { AlertEngine, type AlertEngineOptions } from "../../src/alerts/alert-engine.js";
import type { AlertNotice } from "../../src/alerts/alert-state.js";
import type { ObjectFacts } from "../../src/alerts/object-facts.js";

export const PERIOD_MS = 300_000;

export function cpuOf(objectId: string, source = "site-a"): SeriesKey {
  return { source, objectType: "node", event: "cpu_util", objectId };
}

/** An engine at a clock of its own, and what it has told. */
export class Alerter {
  readonly clock = new FakeClock();
  readonly notices: AlertNotice[] = [];
  readonly engine: AlertEngine;

  constructor(options: Pick<AlertEngineOptions, "rules"> & Partial<AlertEngineOptions>) {
    this.engine = new AlertEngine({
      maxStates: 1000,
      repeatMs: 0,
      forgetAfterMs: 0,
      defaultPeriodMs: PERIOD_MS,
      notify: (notice) => this.notices.push(notice),
      ...options,
    });
  }

  get now() {
    return { wallMs: this.clock.wallMs(), monotonicMs: this.clock.monotonicMs() };
  }

  /** A point that is `ageMs` old. */
  point(series: SeriesKey, value: number, { ageMs = 0, facts }: PointWish = {}): void {
    const ts = (this.clock.wallMs() - ageMs) * 1000;
    this.engine.points({ series, ts: [ts], values: [value] }, facts, this.now);
  }

  /** Time goes on, and the rules look at it. */
  wait(ms: number): void {
    this.clock.advance(ms);
    runSteps(this.engine.tick(this.now));
  }

  /** What was told since the last call, such as `change ok>critical pc1`. */
  told(): readonly string[] {
    return this.notices
      .splice(0)
      .map(
        ({ kind, previous = "", level, objectId }) => `${kind} ${previous}>${level} ${objectId}`,
      );
  }
}

interface PointWish {
  readonly ageMs?: number;
  readonly facts?: ObjectFacts;
}
