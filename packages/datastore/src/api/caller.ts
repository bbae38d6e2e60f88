/** What a caller may do: `info` inventory, `data` series, `personal` names and addresses of people, `write` the ingest API. */
export type Scope = "info" | "data" | "personal" | "write";

/** Who asks, as the certificate and the whitelist of this very moment say. */
export interface Caller {
  /** The URN that let it in; for logs. */
  readonly urn: string;
  mayUse(scope: Scope): boolean;
}
