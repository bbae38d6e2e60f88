import { normalizeUrn } from "../urn/urn.js";
import { ACCESS_SCOPES, type AccessScope } from "./access-scope.js";

export interface WhitelistEntry {
  /** As listed, without `URI:`. */
  readonly urn: string;
  /** In the order of `ACCESS_SCOPES`; at least one. */
  readonly scopes: readonly AccessScope[];
}

/** Who may ask what. URNs are compared exactly but for their percent-encoding (datastore-polling, 9.27); an empty list admits nobody. */
export class Whitelist {
  readonly #scopes = new Map<string, readonly AccessScope[]>();

  /** @param entries Of several with the same URN the last one counts. */
  constructor(readonly entries: readonly WhitelistEntry[]) {
    for (const { urn, scopes } of entries) this.#scopes.set(normalizeUrn(urn), scopes);
  }

  /** The first of the caller's URNs that is listed; for the log. */
  find(urns: readonly string[]): string | undefined {
    return urns.find((urn) => this.#scopes.has(normalizeUrn(urn)));
  }

  /** Whether any of the caller's URNs is listed with this scope. */
  allows(urns: readonly string[], scope: AccessScope): boolean {
    return urns.some((urn) => this.#scopes.get(normalizeUrn(urn))?.includes(scope));
  }

  /** What the caller's URNs may do together; empty: nothing. */
  scopesOf(urns: readonly string[]): ReadonlySet<AccessScope> {
    return new Set(ACCESS_SCOPES.filter((scope) => this.allows(urns, scope)));
  }
}
