import type { Steps } from "@signalbox/clock";
import type { SeriesKey, SeriesPoints } from "@signalbox/timeseries-store";
import { level, levelName } from "./alert-level.js";
import { watchedEvent, type AlertRule } from "./alert-rule.js";
import type { AlertNotice, AlertState } from "./alert-state.js";
import { percentOf } from "./derived-event.js";
import { noticeText } from "./notice-text.js";
import type { ObjectFacts } from "./object-facts.js";
import { afterPoint, afterSilence, noState, type RuleState } from "./rule-state.js";

/** Both clocks at one moment; silence is measured with the one that does not jump. */
export interface Moment {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

export interface AlertEngineOptions {
  readonly rules: readonly AlertRule[];
  /** States kept; series beyond are not watched, and counted. */
  readonly maxStates: number;
  /** How often a state that is not OK is told again; 0: never. */
  readonly repeatMs: number;
  /** States of series that are silent for this long are forgotten; 0: never. */
  readonly forgetAfterMs: number;
  /** Period of series whose object does not tell one. */
  readonly defaultPeriodMs: number;
  readonly notify: (notice: AlertNotice) => void;
}

/** One rule and one series. */
export interface Watch {
  readonly key: string;
  readonly rule: AlertRule;
  readonly series: SeriesKey;
  state: RuleState;
  sinceMs: number;
  /** When the newest point came, by the clock that does not jump. */
  heardMs: number;
  missingAfterMs: number;
  toldMs: number;
}

/** What a watch is called; what a restart finds it by. */
export function watchKey(rule: AlertRule, { source, objectType, event, objectId }: SeriesKey) {
  return [rule.name, source, objectType, event, objectId].join("\n");
}

const WATCHES_PER_STEP = 500;
const US_PER_MS = 1000;
const PERIODS_UNTIL_MISSING = 2;

/** Rules over series: takes points and ticks, keeps a bounded number of states, tells of changes. No input or output of its own. */
export class AlertEngine {
  readonly #options: AlertEngineOptions;
  readonly #rules = new Map<string, AlertRule[]>();
  readonly #watches = new Map<string, Watch>();
  readonly #changed = new Set<string>();
  /** Points of series beyond the bound. */
  refusedPoints = 0;
  /** Points of percentages whose capacity nobody knows. */
  unknownCapacity = 0;

  constructor(options: AlertEngineOptions) {
    this.#options = options;
    for (const rule of options.rules) {
      const name = `${rule.objectType}\n${watchedEvent(rule)}`;
      const known = this.#rules.get(name);
      if (known === undefined) this.#rules.set(name, [rule]);
      else known.push(rule);
    }
  }

  get size(): number {
    return this.#watches.size;
  }

  /** Whether some rule looks at a series. */
  watches(series: SeriesKey): boolean {
    return this.#rulesOf(series).some((rule) => isFrom(rule, series));
  }

  /** New points of one series, in any order. */
  points({ series, ts, values }: SeriesPoints, facts: ObjectFacts | undefined, now: Moment): void {
    for (const rule of this.#rulesOf(series)) {
      if (!isFrom(rule, series)) continue;
      const missingAfterMs = this.#missingAfterMs(rule, series.event, facts);
      const oldestUs = (now.wallMs - missingAfterMs) * US_PER_MS;
      for (const at of ascending(ts)) {
        const tsUs = ts[at] ?? 0;
        // What is that old is history, such as the first read of a long past: nobody wants to be told now.
        if (tsUs < oldestUs) continue;
        const value = this.#valueOf(rule, values[at] ?? Number.NaN, facts);
        if (value === undefined) continue;
        this.#point({ rule, series, missingAfterMs }, { tsUs, value }, now);
      }
    }
  }

  /** Looks for silence, for what is to be told again and for what can be forgotten. */
  *tick(now: Moment): Steps<void> {
    let looked = 0;
    for (const watch of this.#watches.values()) {
      this.#lookAt(watch, now);
      looked += 1;
      if (looked % WATCHES_PER_STEP === 0) yield;
    }
  }

  states(): readonly AlertState[] {
    return [...this.#watches.values()].map(stateOf);
  }

  /** Puts back a state of before a restart. Its series has from now on the usual time to be heard of. */
  restore(watch: Pick<Watch, "rule" | "series" | "state" | "sinceMs">, now: Moment): void {
    if (this.#watches.size >= this.#options.maxStates) return;
    const { rule, series, state, sinceMs } = watch;
    const key = watchKey(rule, series);
    const missingAfterMs = this.#missingAfterMs(rule, series.event, undefined);
    const { monotonicMs } = now;
    const times = { heardMs: monotonicMs, missingAfterMs, toldMs: monotonicMs };
    this.#watches.set(key, { key, rule, series, state, sinceMs, ...times });
  }

  /** What must be saved since the last call; a key whose watch is gone has none. */
  takeChanged(): readonly (readonly [key: string, watch: Watch | undefined])[] {
    const keys = [...this.#changed];
    this.#changed.clear();
    return keys.map((key) => [key, this.#watches.get(key)]);
  }

  /** Saving failed: these keys are changed still. */
  putBack(keys: Iterable<string>): void {
    for (const key of keys) this.#changed.add(key);
  }

  #rulesOf({ objectType, event }: SeriesKey): readonly AlertRule[] {
    return this.#rules.get(`${objectType}\n${event}`) ?? [];
  }

  #missingAfterMs(rule: AlertRule, event: string, facts: ObjectFacts | undefined): number {
    if (rule.missingAfterMs !== undefined) return rule.missingAfterMs;
    const periodMs = facts?.periodsMs.get(event) ?? this.#options.defaultPeriodMs;
    return periodMs * PERIODS_UNTIL_MISSING;
  }

  #valueOf(rule: AlertRule, raw: number, facts: ObjectFacts | undefined): number | undefined {
    if (rule.derived === undefined) return rule.isBoolean && raw !== 0 ? 1 : raw;
    const percent = percentOf(raw, facts?.[rule.derived.capacity]);
    if (percent === undefined) this.unknownCapacity += 1;
    return percent;
  }

  #point(
    of: Pick<Watch, "rule" | "series" | "missingAfterMs">,
    point: { readonly tsUs: number; readonly value: number },
    now: Moment,
  ): void {
    const key = watchKey(of.rule, of.series);
    const known = this.#watches.get(key);
    if (known === undefined) {
      this.#first(key, of, point, now);
      return;
    }
    if (point.tsUs <= known.state.tsUs) return;
    known.heardMs = now.monotonicMs;
    known.missingAfterMs = of.missingAfterMs;
    this.#become(known, afterPoint(known.rule, known.state, point), now);
  }

  #first(
    key: string,
    { rule, series, missingAfterMs }: Pick<Watch, "rule" | "series" | "missingAfterMs">,
    point: { readonly tsUs: number; readonly value: number },
    { wallMs, monotonicMs }: Moment,
  ): void {
    if (this.#watches.size >= this.#options.maxStates) {
      this.refusedPoints += 1;
      return;
    }
    const state = afterPoint(rule, noState, point);
    const times = { sinceMs: wallMs, heardMs: monotonicMs, missingAfterMs, toldMs: monotonicMs };
    const watch = { key, rule, series, state, ...times };
    this.#watches.set(key, watch);
    this.#changed.add(key);
    this.#tell(watch, { kind: "first" }, wallMs);
  }

  #become(watch: Watch, state: RuleState, now: Moment): void {
    const before = watch.state;
    watch.state = state;
    if (differs(before, state)) this.#changed.add(watch.key);
    if (before.level === state.level) return;
    watch.sinceMs = now.wallMs;
    watch.toldMs = now.monotonicMs;
    this.#tell(watch, { kind: "change", previous: levelName(before.level) }, now.wallMs);
  }

  #lookAt(watch: Watch, now: Moment): void {
    const { forgetAfterMs, repeatMs } = this.#options;
    const silentMs = now.monotonicMs - watch.heardMs;
    if (forgetAfterMs > 0 && silentMs > forgetAfterMs) {
      this.#watches.delete(watch.key);
      this.#changed.add(watch.key);
      return;
    }
    if (silentMs > watch.missingAfterMs && !watch.state.isMissing) {
      this.#become(watch, afterSilence(watch.rule, watch.state), now);
    }
    const isDue = repeatMs > 0 && now.monotonicMs - watch.toldMs >= repeatMs;
    if (!isDue || watch.state.level === level.ok) return;
    watch.toldMs = now.monotonicMs;
    this.#tell(watch, { kind: "repeat", previous: levelName(watch.state.level) }, now.wallMs);
  }

  #tell(watch: Watch, how: Pick<AlertNotice, "kind" | "previous">, atMs: number): void {
    const state = stateOf(watch);
    this.#options.notify({ ...state, ...how, atMs, text: noticeText(watch.rule, state) });
  }
}

function isFrom(rule: AlertRule, { source }: SeriesKey): boolean {
  return rule.source === undefined || rule.source === source;
}

function stateOf({ rule, series, state, sinceMs }: Watch): AlertState {
  const { source, objectType, objectId } = series;
  const { isMissing, value, tsUs } = state;
  const of = { rule: rule.name, source, objectType, event: rule.event, objectId };
  return { ...of, level: levelName(state.level), isMissing, value, tsUs, sinceMs };
}

/** Whether a restart would act otherwise; the newest value alone is not worth a write, and comes with the next point. */
function differs(one: RuleState, other: RuleState): boolean {
  return (
    one.level !== other.level ||
    one.isMissing !== other.isMissing ||
    one.warningSide !== other.warningSide ||
    one.criticalSide !== other.criticalSide ||
    one.warningSinceUs !== other.warningSinceUs ||
    one.criticalSinceUs !== other.criticalSinceUs
  );
}

/** The places of times in ascending order; nearly always they are. */
function ascending(ts: readonly number[]): Iterable<number> {
  let isAscending = true;
  for (let at = 1; at < ts.length; at += 1) {
    if ((ts[at] ?? 0) < (ts[at - 1] ?? 0)) isAscending = false;
  }
  if (isAscending) return ts.keys();
  return [...ts.keys()].sort((one, other) => (ts[one] ?? 0) - (ts[other] ?? 0));
}
