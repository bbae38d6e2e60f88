import { compareInstants, secondsBetween } from "../instant.js";
import type { Field, Point } from "../point.js";
import type { Series } from "../series.js";
import { FieldState, type Stamp } from "./field-state.js";
import type { HostState } from "./host-table.js";
import type { DerivedNames, MeasurementRule } from "./measurements.js";
import { counterRate, megabitRate, wholeMegabits } from "./rates.js";
import { type SampleValue, sampleValue } from "./sample-value.js";
import type { Room } from "./room.js";
import type { StoreLimits } from "./store-limits.js";

const MS_PER_SECOND = 1000;

/** `fresh`: something new was learnt; `duplicate`: all of it was known; `stale`: newer was known of every field. */
export type Applied = "fresh" | "duplicate" | "stale";

export interface SeriesStateOptions {
  readonly series: Series;
  readonly host: string;
  readonly owner: HostState;
  readonly rule: MeasurementRule;
  /** The value of the rule's part tag. */
  readonly part: string | undefined;
  readonly limits: StoreLimits;
  /** For fields, shared by all series. */
  readonly room: Room;
}

/**
 * The newest samples of one series. Age is decided for each field on its own, because what belongs together need not come
 * together: an aggregator sends the rates of a counter as a metric of the same series with a later time, and that must
 * not make the counters' next sample look old. Source: configuration-and-telegraf 3.7.
 */
export class SeriesState {
  readonly series: Series;
  readonly host: string;
  /** The host itself; it forgets its series when it is forgotten. */
  readonly owner: HostState;
  readonly rule: MeasurementRule;
  readonly part: string | undefined;
  readonly fields = new Map<string, FieldState>();
  /** States of sent fields by their place in a sample: those of a series come in the same order again and again. */
  #inOrder: FieldState[] = [];
  /** Monotonic milliseconds at the newest fresh sample. */
  receivedAtMs: number;
  readonly #limits: StoreLimits;
  readonly #room: Room;

  constructor(options: SeriesStateOptions, nowMs: number) {
    this.series = options.series;
    this.host = options.host;
    this.owner = options.owner;
    this.rule = options.rule;
    this.part = options.part;
    this.#limits = options.limits;
    this.#room = options.room;
    this.receivedAtMs = nowMs;
  }

  apply(point: Point, stamp: Stamp): Applied {
    let best: Applied | undefined;
    let at = 0;
    for (const field of point.fields) {
      const applied = this.#applyField(field, at++, stamp);
      if (applied === "fresh" || best === undefined || best === "stale") best = applied ?? best;
    }
    if (best === "fresh") this.receivedAtMs = stamp.nowMs;
    // What is not kept, such as strings, teaches nothing, and is not old either.
    return best ?? "duplicate";
  }

  #applyField(field: Field, at: number, stamp: Stamp): Applied | undefined {
    const state = this.#inOrder[at];
    if (state?.key !== field.key) return this.#applyByName(field, at, stamp);
    const value = sampleValue(field);
    return value === undefined ? undefined : this.#update(state, value, stamp);
  }

  #applyByName(field: Field, at: number, stamp: Stamp): Applied | undefined {
    const { key } = field;
    if (this.rule.only && !this.rule.only.has(key)) return undefined;
    const value = sampleValue(field);
    if (value === undefined) return undefined;
    const counter = this.rule.sentRates.get(key);
    if (counter !== undefined) return this.#applySentRate(counter, Number(value), stamp);
    const state = this.fields.get(key);
    // Megabits that are made here need not be taken from others.
    if (state?.isOwn === true) return undefined;
    if (!state) return this.#create(key, value, stamp);
    if (at < this.#limits.maxFieldsPerSeries) this.#inOrder[at] = state;
    return this.#update(state, value, stamp);
  }

  #create(key: string, value: SampleValue, stamp: Stamp): Applied | undefined {
    if (this.fields.size >= this.#limits.maxFieldsPerSeries || !this.#room.take(1))
      return undefined;
    const state = this.#newState(key, { value, stamp, isOwn: false });
    if (state.derived) this.#derive(state.derived, state);
    return "fresh";
  }

  #newState(
    key: string,
    { value, stamp, isOwn }: { value: SampleValue; stamp: Stamp; isOwn: boolean },
  ): FieldState {
    const treeName = this.rule.tree.get(key);
    const derived = this.rule.rated.get(key);
    const state = new FieldState({ key, isOwn, treeName, derived }, value, stamp);
    this.fields.set(key, state);
    return state;
  }

  /** Of two values with one time the last counts: the same sample may come twice, in parts or corrected. */
  #update(state: FieldState, value: SampleValue, stamp: Stamp): Applied {
    const order = compareInstants(stamp.time, state.stamp.time);
    if (order < 0) return "stale";
    if (order === 0 && value === state.value) return "duplicate";
    const { derived } = state;
    if (order > 0 && derived) {
      const { time } = state.stamp;
      if (state.previousTime) state.gapSeconds = secondsBetween(state.previousTime, time);
      state.shift();
    }
    state.value = value;
    state.stamp = stamp;
    if (derived) this.#derive(derived, state);
    return "fresh";
  }

  /** What follows from a rated counter: its rate, and both in megabits. */
  #derive(names: DerivedNames, state: FieldState): void {
    const { value, stamp } = state;
    if (typeof value === "boolean") return;
    if (names.megabits) this.#put(names.megabits.total, wholeMegabits(value), stamp, true);
    this.#putRate(names, this.#rate(state), stamp, true);
  }

  #rate(state: FieldState): number | undefined {
    const { value, previousValue, previousTime, stamp, gapSeconds } = state;
    if (previousTime === undefined || previousValue === undefined) return undefined;
    if (typeof value === "boolean" || typeof previousValue === "boolean") return undefined;
    const seconds = secondsBetween(previousTime, stamp.time);
    if (seconds > this.#maxGapSeconds(gapSeconds)) return undefined;
    return counterRate(previousValue, value, seconds);
  }

  /** Agents slower than configured are known by the gap before. */
  #maxGapSeconds(gapSeconds: number): number {
    const { intervalMs, maxGapIntervals } = this.#limits;
    return maxGapIntervals * Math.max(intervalMs / MS_PER_SECOND, gapSeconds);
  }

  /**
   * A rate an aggregator made. Ours is better where there is one: it knows restarts, and comes with its counter. A
   * negative one is a restart the aggregator did not notice.
   */
  #applySentRate(counter: string, rate: number, stamp: Stamp): Applied | undefined {
    const names = this.rule.rated.get(counter);
    if (!names || rate < 0) return undefined;
    const state = this.fields.get(names.rate);
    if (state?.isOwn === true) {
      const gapSeconds = this.fields.get(counter)?.gapSeconds ?? 0;
      const ageSeconds = secondsBetween(state.stamp.time, stamp.time);
      if (ageSeconds <= this.#maxGapSeconds(gapSeconds)) return undefined;
    } else if (state) {
      const order = compareInstants(stamp.time, state.stamp.time);
      if (order < 0) return "stale";
      if (order === 0 && rate === state.value) return "duplicate";
    }
    this.#putRate(names, rate, stamp, false);
    return "fresh";
  }

  #putRate(names: DerivedNames, rate: number | undefined, stamp: Stamp, isOwn: boolean): void {
    this.#put(names.rate, rate, stamp, isOwn);
    if (!names.megabits) return;
    const inMegabits = rate === undefined ? undefined : megabitRate(rate);
    this.#put(names.megabits.rate, inMegabits, stamp, isOwn);
  }

  /** Without a value, what was made here before is taken back; what an aggregator sent stays. */
  #put(key: string, value: number | undefined, stamp: Stamp, isOwn: boolean): void {
    const state = this.fields.get(key);
    if (value === undefined) {
      if (state?.isOwn !== true) return;
      this.fields.delete(key);
      this.#room.give(1);
    } else if (state?.isOwn === isOwn) {
      state.value = value;
      state.stamp = stamp;
    } else if (state || this.#room.take(1)) {
      this.#newState(key, { value, stamp, isOwn });
      // A state that was sent and is now made here must not be found any more.
      if (state) this.#inOrder = [];
    }
  }
}
