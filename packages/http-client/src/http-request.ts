export type HttpMethod = "GET" | "HEAD" | "POST" | "PUT" | "DELETE";

export interface HttpRequest {
  /** Default `GET`. */
  readonly method?: HttpMethod;
  /** Starts with `/`; appended to the path of the base URL. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as `application/json`. Not together with `body`. */
  readonly json?: unknown;
  /** Sent as it is; name its type in `headers`. */
  readonly body?: string | Buffer;
  /** Replaces the client's `responseTimeoutMs`, for long polls. */
  readonly responseTimeoutMs?: number;
  /** Whether it may be sent twice. Default: every method but POST. */
  readonly repeatable?: boolean;
  /** Statuses to return instead of throwing. Default: 200 to 299. */
  readonly accepts?: (status: number) => boolean;
  /** Ends the request early; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}
