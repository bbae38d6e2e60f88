import { ACCESS_SCOPES, normalizeUrn, type Whitelist } from "@signalbox/monitoring-model";
import type { Scope } from "../api/caller.js";

/** Who may do what at this moment: all lists together. Never changed, only replaced. */
export class AccessList {
  readonly #scopes = new Map<string, Set<Scope>>();

  /** @param parts `writers`: URNs that may write, beside what the whitelists give them */
  constructor(parts: {
    readonly whitelists: readonly Whitelist[];
    readonly writers: readonly string[];
  }) {
    for (const { entries } of parts.whitelists)
      for (const { urn, scopes } of entries) this.#add(urn, scopes);
    for (const urn of parts.writers) this.#add(urn, ["write"]);
  }

  /** URNs that may do anything at all. */
  get size(): number {
    return this.#scopes.size;
  }

  /** The first of these URNs that is listed. URNs are compared exactly but for their percent-encoding (datastore-polling, 9.27). */
  find(urns: readonly string[]): string | undefined {
    return urns.find((urn) => this.#scopes.has(normalizeUrn(urn)));
  }

  /** What these URNs may do together. */
  scopesOf(urns: readonly string[]): ReadonlySet<Scope> {
    const together = new Set<Scope>();
    for (const urn of urns)
      for (const scope of this.#scopes.get(normalizeUrn(urn)) ?? []) together.add(scope);
    return together;
  }

  #add(urn: string, scopes: readonly Scope[]): void {
    const key = normalizeUrn(urn);
    const known = this.#scopes.get(key) ?? new Set();
    for (const scope of scopes) known.add(scope);
    this.#scopes.set(key, known);
  }
}

/** In the order of logs and metrics. */
export const SCOPES: readonly Scope[] = [...ACCESS_SCOPES, "write"];
