import type { Clock } from "@signalbox/clock";
import type { Host, Plan } from "@signalbox/routing";
import type { InputStore } from "@signalbox/selection-input";
import { DampedHealth } from "./damped-health.js";

/** How the health of hosts is damped and when it is ignored. Source: design 4, reference reliability 0.1. */
export interface HealthSettings {
  /** Evaluations in a row before an unhealthy host counts as healthy; 1: at once. */
  readonly rise: number;
  /** Evaluations in a row before a healthy host counts as unhealthy; 1: at once. */
  readonly fall: number;
  /** Part of a group's hosts that may lack metrics before health is ignored for it; 1: never ignored. */
  readonly panicThreshold: number;
}

export interface HealthMonitorOptions {
  readonly clock: Clock;
  readonly input: Pick<InputStore, "has" | "ages" | "validUntilMs" | "onChange">;
  readonly plan: Plan;
  readonly settings: HealthSettings;
  /** The product of a host's health gates without a request; undefined while it cannot be known without one. */
  readonly check: (host: Host) => boolean | undefined;
  /** Told when health begins or ends being ignored for a group. */
  readonly onPanic: (group: string, isPanic: boolean, missing: number, hosts: number) => void;
}

/** Longest time a small group's count of hosts without metrics is relied on, in milliseconds. */
const COUNT_GOOD_FOR_MS = 100;
/** A large group's is relied on for longer, because counting takes about a microsecond a host. */
const COUNT_GOOD_FOR_MS_PER_HOST = 0.1;

interface GroupState {
  readonly hosts: readonly Host[];
  isPanic: boolean;
  /** Monotonic time until which `isPanic` holds. */
  untilMs: number;
}

/** Says what the walk should think of a host's health instead of asking its gates. Made anew for each configuration. */
export class HealthMonitor {
  readonly #options: HealthMonitorOptions;
  readonly #keys: readonly (readonly string[])[];
  readonly #groups: readonly (GroupState | undefined)[];
  readonly #damped: DampedHealth | undefined;
  readonly #byKey: ReadonlyMap<string, readonly Host[]>;
  /** When each host's health was noted last, on the monotonic clock. */
  readonly #notedAtMs: Float64Array;
  readonly #stop: () => void;

  constructor(options: HealthMonitorOptions) {
    const { plan, settings, input } = options;
    this.#options = options;
    this.#keys = plan.hosts.map(metricKeys);
    this.#groups = groupStates(plan.hosts);
    this.#byKey = hostsByKey(plan.hosts);
    this.#notedAtMs = new Float64Array(plan.hosts.length);
    const isDamped = settings.rise > 1 || settings.fall > 1;
    this.#damped = isDamped ? new DampedHealth(settings, plan.hosts.length) : undefined;
    const wantsPaths = (): boolean => false;
    this.#stop = isDamped
      ? input.onChange((paths) => this.#onChange(paths), { wantsPaths })
      : () => undefined;
  }

  /** 1 or 0; undefined: ask the host's gates. */
  readonly health = (host: number): number | undefined => {
    if (this.#isPanic(host)) return 1;
    if (!this.#damped) return undefined;
    // Missing metrics are a fact and no flapping: they are never damped.
    return this.#hasMetrics(host) ? this.#damped.health(host) : undefined;
  };

  /** Looks at every group, so that an alarm does not wait for a request. To be called about once a second. */
  look(): void {
    for (const [host, state] of this.#groups.entries()) if (state) this.#isPanic(host);
    for (const host of this.#options.plan.hosts) {
      // Metrics that came again unchanged are no change of the input, but a result all the same.
      if (this.#damped?.isChanging(host.index) && this.#hasNews(host.index)) this.#note(host);
    }
  }

  /** Names of the groups whose health is ignored now. */
  get panics(): string[] {
    const names = this.#groups.flatMap((state) => (state?.isPanic ? [groupName(state)] : []));
    return [...new Set(names)];
  }

  close(): void {
    this.#stop();
  }

  #isPanic(host: number): boolean {
    const state = this.#groups[host];
    if (!state) return false;
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs >= state.untilMs) this.#recount(state, nowMs);
    return state.isPanic;
  }

  #recount(state: GroupState, nowMs: number): void {
    const { settings, onPanic } = this.#options;
    let missing = 0;
    const { length } = state.hosts;
    let untilMs = nowMs + Math.max(COUNT_GOOD_FOR_MS, COUNT_GOOD_FOR_MS_PER_HOST * length);
    for (const { index } of state.hosts) {
      const validUntilMs = this.#metricsUntilMs(index);
      if (validUntilMs <= nowMs) missing++;
      else untilMs = Math.min(untilMs, validUntilMs);
    }
    state.untilMs = untilMs;
    const isPanic = missing > state.hosts.length * settings.panicThreshold;
    if (isPanic === state.isPanic) return;
    state.isPanic = isPanic;
    onPanic(groupName(state), isPanic, missing, state.hosts.length);
  }

  #hasMetrics(host: number): boolean {
    return this.#keyOf(host) !== undefined;
  }

  /** When something of the host's metrics ends; -Infinity when there are none. */
  #metricsUntilMs(host: number): number {
    const key = this.#keyOf(host);
    return key === undefined ? -Infinity : this.#options.input.validUntilMs(key);
  }

  #keyOf(host: number): string | undefined {
    return this.#keys[host]?.find((key) => this.#options.input.has(key));
  }

  #onChange(paths: readonly (readonly string[])[]): void {
    const changed = new Set<Host>();
    const keys = new Set(paths.map(([key = ""]) => key));
    for (const key of keys) for (const host of this.#byKey.get(key) ?? []) changed.add(host);
    for (const host of changed) this.#note(host);
  }

  #hasNews(host: number): boolean {
    const { input, clock } = this.#options;
    const key = this.#keyOf(host);
    const age = key === undefined ? undefined : input.ages([key]);
    return age !== undefined && clock.monotonicMs() - age.newestMs > (this.#notedAtMs[host] ?? 0);
  }

  #note(host: Host): void {
    this.#notedAtMs[host.index] = this.#options.clock.monotonicMs();
    if (!this.#hasMetrics(host.index)) {
      this.#damped?.forget(host.index);
      return;
    }
    const isHealthy = this.#options.check(host);
    if (isHealthy !== undefined) this.#damped?.note(host.index, isHealthy);
  }
}

/** Where a host's metrics are looked for. Source: reference cdn-router 2.4. */
function metricKeys({ hostname, name }: Host): string[] {
  const [label = ""] = hostname.split(".", 1);
  return [...new Set([hostname, name, label])].filter((key) => key !== "");
}

/** Only groups in which health is checked can lose it; each host of such a group has its group's state. */
function groupStates(hosts: readonly Host[]): (GroupState | undefined)[] {
  const states = new Map<Host["group"], GroupState & { readonly hosts: Host[] }>();
  return hosts.map((host) => {
    if (host.healthGates.length === 0) return undefined;
    const state = states.get(host.group) ?? { hosts: [], isPanic: false, untilMs: -Infinity };
    states.set(host.group, state);
    state.hosts.push(host);
    return state;
  });
}

/** Which hosts a key of the input is about. */
function hostsByKey(hosts: readonly Host[]): Map<string, Host[]> {
  const byKey = new Map<string, Host[]>();
  for (const host of hosts) {
    if (host.healthGates.length === 0) continue;
    for (const key of metricKeys(host)) byKey.set(key, [...(byKey.get(key) ?? []), host]);
  }
  return byKey;
}

const groupName = ({ hosts }: GroupState): string => hosts[0]?.group.name ?? "";
