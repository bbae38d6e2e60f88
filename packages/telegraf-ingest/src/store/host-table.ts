import type { Instant } from "../instant.js";
import type { Series } from "../series.js";
import type { MeasurementRule } from "./measurements.js";
import { Room } from "./room.js";
import { SeriesState } from "./series-state.js";
import type { StoreLimits } from "./store-limits.js";

/** One host that reports. */
export class HostState {
  readonly name: string;
  readonly series = new Set<SeriesState>();
  /** Samples that told something new. */
  samples = 0;
  /** Monotonic milliseconds at the last of them. */
  receivedAtMs: number;
  /** The newest time among its samples; undefined before the first. */
  newest: Instant | undefined;

  constructor(name: string, nowMs: number) {
    this.name = name;
    this.receivedAtMs = nowMs;
  }
}

/** What a series to be admitted is about. */
export interface Admission {
  readonly series: Series;
  readonly host: string;
  readonly rule: MeasurementRule;
  readonly part: string | undefined;
}

/**
 * The hosts and their series, bounded. When a bound is reached, the one that has been silent for longest makes room, if it
 * has been silent for long enough to be gone; otherwise the newcomer is refused. So a flood of names pushes nobody out.
 */
export class HostTable {
  readonly #limits: StoreLimits;
  /** In the order of their last fresh sample: the first has been silent for longest. */
  readonly #hosts = new Map<string, HostState>();
  readonly #series = new Map<string, SeriesState>();
  readonly #fields: Room;
  readonly #keyChars: Room;

  constructor(limits: StoreLimits) {
    this.#limits = limits;
    this.#fields = new Room(limits.maxFields);
    this.#keyChars = new Room(limits.maxKeyChars);
  }

  get size(): number {
    return this.#hosts.size;
  }

  find(key: string): SeriesState | undefined {
    return this.#series.get(key);
  }

  host(name: string): HostState | undefined {
    return this.#hosts.get(name);
  }

  hosts(): Iterable<HostState> {
    return this.#hosts.values();
  }

  /** @returns undefined when there is no room. */
  admit(admission: Admission, nowMs: number): SeriesState | undefined {
    const host = this.#hosts.get(admission.host) ?? this.#admitHost(admission.host, nowMs);
    if (!host || !this.#makeRoom(host, admission.rule, nowMs)) return undefined;
    if (!this.#keyChars.take(admission.series.key.length)) return undefined;
    const state = new SeriesState(
      { ...admission, owner: host, limits: this.#limits, room: this.#fields },
      nowMs,
    );
    host.series.add(state);
    this.#series.set(admission.series.key, state);
    return state;
  }

  /** Notes a fresh sample of a host. */
  touch(host: HostState, nowMs: number): void {
    host.samples++;
    if (host.receivedAtMs === nowMs) return;
    host.receivedAtMs = nowMs;
    this.#hosts.delete(host.name);
    this.#hosts.set(host.name, host);
  }

  /** Forgets what has been silent for too long. Looks at every series: call it every few seconds, not for each batch. */
  sweep(nowMs: number): void {
    for (const host of this.#hosts.values()) {
      for (const state of host.series) {
        if (this.#isGone(state, nowMs)) this.#forgetSeries(host, state);
      }
      if (nowMs - host.receivedAtMs >= this.#limits.forgetHostAfterMs) this.#forgetHost(host);
    }
  }

  #isGone(silent: { readonly receivedAtMs: number }, nowMs: number): boolean {
    return nowMs - silent.receivedAtMs >= this.#limits.forgetSeriesAfterMs;
  }

  #admitHost(name: string, nowMs: number): HostState | undefined {
    if (this.#hosts.size >= this.#limits.maxHosts) {
      const [oldest] = this.#hosts.values();
      if (!oldest || !this.#isGone(oldest, nowMs)) return undefined;
      this.#forgetHost(oldest);
    }
    const host = new HostState(name, nowMs);
    this.#hosts.set(name, host);
    return host;
  }

  #makeRoom(host: HostState, rule: MeasurementRule, nowMs: number): boolean {
    const { maxSeriesPerHost, maxSeries } = this.#limits;
    const ofRule = [...host.series].filter((state) => state.rule === rule);
    if (ofRule.length >= this.#quota(rule)) return this.#dropOldest(host, ofRule, nowMs);
    if (host.series.size >= maxSeriesPerHost || this.#series.size >= maxSeries)
      return this.#dropOldest(host, host.series, nowMs);
    return true;
  }

  #quota(rule: MeasurementRule): number {
    if (rule.quota === "disks") return this.#limits.maxDisksPerHost;
    if (rule.quota === "interfaces") return this.#limits.maxInterfacesPerHost;
    return this.#limits.maxSeriesPerHost;
  }

  #dropOldest(host: HostState, candidates: Iterable<SeriesState>, nowMs: number): boolean {
    let oldest: SeriesState | undefined;
    for (const state of candidates) {
      if (!oldest || state.receivedAtMs < oldest.receivedAtMs) oldest = state;
    }
    if (!oldest || !this.#isGone(oldest, nowMs)) return false;
    this.#forgetSeries(host, oldest);
    return true;
  }

  #forgetSeries(host: HostState, state: SeriesState): void {
    host.series.delete(state);
    this.#drop(state);
  }

  #drop(state: SeriesState): void {
    this.#series.delete(state.series.key);
    this.#fields.give(state.fields.size);
    this.#keyChars.give(state.series.key.length);
  }

  #forgetHost(host: HostState): void {
    for (const state of host.series) this.#drop(state);
    this.#hosts.delete(host.name);
  }
}
