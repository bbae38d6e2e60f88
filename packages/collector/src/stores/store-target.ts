/** What stands at the root of a store: where its crawl begins. */
export type RootType = "aggregate" | "externalcheck" | "authority";

/** A datastore to poll: configured, or found in an opsconfig. */
export interface StoreTarget {
  /** Unique name; `source` of everything stored from it. By default the root's id. */
  readonly id: string;
  readonly rootType: RootType;
  readonly rootId: string;
  /** URL of the root's info object, such as `https://site.example.net:4334/info/aggregate/gpo-ig`. */
  readonly rootUrl: string;
  readonly urn?: string;
  /** `amtype` of opsconfig. */
  readonly kind?: string;
  /** Whether its certificate must be one we trust; default true. */
  readonly verifyServer: boolean;
  /** Hosts beside its own that its links may lead to, as `https://host:port`. */
  readonly allowedOrigins: readonly string[];
}
