import type { HostInfo } from "./host-info.js";
import type { InputReader, InputValue } from "./input-reader.js";

interface Count {
  readonly host: HostInfo;
  stamp: InputValue | undefined;
  count: number;
  sent: number;
}

/**
 * Redirects to each host since its metrics were last renewed, told by their `timestamp`, or, where they have none, by any
 * change of them (reference cdn-router 5.6). One count per host of the program.
 */
export class RecentConnections {
  readonly #input: InputReader;
  readonly #byName = new Map<string, Count>();
  /** Those with redirects, or whose reset the worker has not been told. */
  readonly #active = new Set<Count>();

  constructor(input: InputReader) {
    this.#input = input;
  }

  /** A new program: hosts that stay keep their count. */
  setHosts(hosts: readonly HostInfo[]): void {
    const before = new Map(this.#byName);
    this.#byName.clear();
    this.#active.clear();
    for (const host of hosts) this.#add(host, before);
  }

  redirected(host: HostInfo): void {
    const [name] = host.names;
    const count = name === undefined ? undefined : this.#byName.get(name);
    if (count === undefined) return;
    this.#renew(count);
    count.count += 1;
    this.#active.add(count);
  }

  of(name: string): number {
    const count = this.#byName.get(name);
    if (count === undefined) return 0;
    this.#renew(count);
    return count.count;
  }

  /** Counts that the worker does not know yet, under every name of the host. */
  changes(isRestart: boolean): Record<string, number> {
    const changed: Record<string, number> = { __proto__: null } as never;
    for (const count of this.#active) {
      this.#renew(count);
      if (!isRestart && count.count === count.sent) continue;
      count.sent = count.count;
      for (const name of count.host.names)
        if (this.#byName.get(name) === count) changed[name] = count.count;
      if (count.count === 0) this.#active.delete(count);
    }
    return changed;
  }

  #add(host: HostInfo, before: ReadonlyMap<string, Count>): void {
    const [first] = host.names;
    const known = first === undefined ? undefined : before.get(first);
    const isSame = known !== undefined && known.host.names[0] === first;
    const count: Count = {
      host,
      stamp: isSame ? known.stamp : undefined,
      count: isSame ? known.count : 0,
      sent: 0,
    };
    // The first name is the host's own; another host may share a later one, such as the first label.
    if (first !== undefined) this.#byName.set(first, count);
    for (const name of host.names) if (!this.#byName.has(name)) this.#byName.set(name, count);
    if (count.count > 0) this.#active.add(count);
  }

  #renew(count: Count): void {
    const stamp = this.#stampOf(count.host);
    if (stamp === count.stamp) return;
    count.stamp = stamp;
    count.count = 0;
  }

  #stampOf({ names }: HostInfo): InputValue | undefined {
    for (const name of names) {
      const stamp = this.#input.at([name, "timestamp"]);
      if (stamp !== undefined) return stamp;
    }
    const key = names.find((name) => this.#input.has(name));
    return key === undefined ? undefined : this.#input.version(key);
  }
}
