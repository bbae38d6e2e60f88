import type { Host } from "@signalbox/routing";
import type { RouterState } from "../core/router-state.js";

const UNKNOWN = -1;

/**
 * What the walk thinks of each host, for who watches. A check that only the Lua worker can evaluate is not asked for this: the host
 * keeps what was known of it last.
 */
export class HostHealth {
  /** -1 unknown, 0 unhealthy, 1 healthy. */
  #known = new Int8Array();
  #state: RouterState | undefined;

  /** Healthy or not, by name, for those of the first `maxHosts` hosts of which it is known. */
  *of(state: RouterState, maxHosts: number): Iterable<readonly [name: string, isHealthy: boolean]> {
    const { hosts } = state.configuration.plan;
    if (this.#state !== state) {
      this.#state = state;
      this.#known = new Int8Array(Math.min(hosts.length, maxHosts)).fill(UNKNOWN);
    }
    for (const host of hosts.slice(0, maxHosts)) {
      const health = healthNow(state, host) ?? this.#known[host.index] ?? UNKNOWN;
      this.#known[host.index] = health;
      if (health !== UNKNOWN) yield [host.name, health > 0];
    }
  }
}

function healthNow(state: RouterState, host: Host): number | undefined {
  if (host.isNeverHealthy) return 0;
  const decided = state.health.health(host.index);
  if (decided !== undefined) return decided;
  let isPending = false;
  for (const gate of host.healthGates) {
    const weight = state.program.evaluate(undefined, gate, host.index);
    if (weight === 0) return 0;
    if (weight < 0) isPending = true;
  }
  return isPending ? undefined : 1;
}
