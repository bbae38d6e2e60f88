import { eventOfMetric, type EventCatalogue } from "@signalbox/monitoring-model";

/** The events of an object with their periods; objects that report the same share one. */
export interface EventPlan {
  /** Without prefix, each once. */
  readonly events: readonly string[];
  readonly periodsUs: readonly number[];
}

/** `reported_metrics` as it was read: anything may be absent (datastore-polling, 1.1). */
export type ReportedMetrics =
  readonly { readonly metric?: string; readonly period?: number }[] | undefined;

const US_PER_SECOND = 1_000_000;
/** Events of one object; the documented types have 11 at most. */
const MAX_EVENTS = 200;
const EVENT_NAME = /^[\w.-]{1,128}$/;
/** Longer periods than a year mean nothing, and would not fit where they are added up. */
const MAX_PERIOD_S = 31_622_400;

/** Makes plans, one for each set of events and periods. */
export class EventPlans {
  readonly #plans = new Map<string, EventPlan>();
  readonly #all = new Map<string, EventPlan>();

  constructor(
    readonly catalogue: EventCatalogue,
    readonly defaultPeriodUs: number,
  ) {}

  /** What an object tells; all events of its type when it tells nothing (datastore-polling, 9.39). */
  planOf(objectType: string, reported: ReportedMetrics): EventPlan {
    return reported === undefined ? this.#allOf(objectType) : this.#intern(this.#read(reported));
  }

  #read(reported: NonNullable<ReportedMetrics>): Map<string, number> {
    const periods = new Map<string, number>();
    for (const { metric, period } of reported.slice(0, MAX_EVENTS)) {
      const event = eventOfMetric(metric ?? "");
      if (event !== undefined && EVENT_NAME.test(event)) periods.set(event, this.#periodUs(period));
    }
    return periods;
  }

  #periodUs(seconds: number | undefined): number {
    if (seconds === undefined || !(seconds >= 1)) return this.defaultPeriodUs;
    return Math.round(Math.min(seconds, MAX_PERIOD_S) * US_PER_SECOND);
  }

  #allOf(objectType: string): EventPlan {
    const known = this.#all.get(objectType);
    if (known !== undefined) return known;
    const kinds = this.catalogue.of(objectType).filter(({ event }) => EVENT_NAME.test(event));
    const plan = this.#intern(
      new Map(kinds.slice(0, MAX_EVENTS).map(({ event }) => [event, this.defaultPeriodUs])),
    );
    this.#all.set(objectType, plan);
    return plan;
  }

  #intern(periods: ReadonlyMap<string, number>): EventPlan {
    const entries = [...periods].sort(([one], [other]) => (one < other ? -1 : 1));
    const key = entries.flat().join(" ");
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    const plan = {
      events: entries.map(([event]) => event),
      periodsUs: entries.map(([, periodUs]) => periodUs),
    };
    this.#plans.set(key, plan);
    return plan;
  }
}
