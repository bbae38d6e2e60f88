/** What happens on the content listeners, in plain numbers that the hot path can raise for next to nothing. */
export class ContentCounts {
  /** Replies by status. */
  readonly statuses = new Map<number, number>();
  readonly valid = { plain: 0, tls: 0 };
  readonly invalid = { plain: 0, tls: 0 };
  /** Requests that were routed, with or without success. */
  requests = 0;
  /** Clients sent to a host. */
  redirects = 0;
  /** Requests no host could be found for. */
  unhandled = 0;
  /** Connections dropped because their proxy is not trusted. */
  dropped = 0;
  /** Requests refused because too many were waiting. */
  overloaded = 0;
  /** Attempts to ask a redirecting or dns host that failed. */
  upstreamFailures = 0;
  /** Requests waiting for Lua or another server now. */
  waiting = 0;

  answered(status: number): void {
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
  }
}
