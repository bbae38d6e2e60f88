/** What became of lines and records, as counted for `cdn_ingest_lines_total`. */
export const LINE_RESULTS = ["ok", "bad", "stale", "future", "unknown"] as const;
export type LineResult = (typeof LINE_RESULTS)[number];

/** Requests of one protocol that got one status. */
export interface RequestCount {
  /** `v1`, `v2`, `json`, ...: from a closed list of the service's. */
  readonly protocol: string;
  readonly code: number;
  readonly count: number;
}

/** Values the service counts itself. Source: configuration-and-telegraf 5.3. */
export interface OwnMetrics {
  readonly requests: readonly RequestCount[];
  readonly lines: Readonly<Record<LineResult, number>>;
  readonly authFailures: number;
  /** Hosts with selection input at present. */
  readonly selectionInputHosts: number;
  /** Values of the selection input that have expired since the start. */
  readonly selectionInputExpired: number;
}
