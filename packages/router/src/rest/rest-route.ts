/** A query parameter. */
export interface RestParameter {
  readonly name: string;
  readonly type: string;
  readonly meaning: string;
}

export interface RestReply {
  readonly status: number;
  readonly meaning: string;
}

/** One endpoint, as the server answers it and the generated reference shows it. */
export interface RestRoute {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** As sent; `{/path*}` at the end stands for any number of further segments. HEAD goes with GET. */
  readonly path: string;
  readonly summary: string;
  /** Whether `X-API-Key` is needed; "by_setting": as `require_key_for_metrics` says. */
  readonly key: "needed" | "open" | "by_setting";
  /** Where a key is needed, others than these are refused. */
  readonly parameters: readonly RestParameter[];
  /** What the body is; empty: there is none. */
  readonly request: string;
  /** Beside `commonReplies`. */
  readonly replies: readonly RestReply[];
}

/** A request whose path, query and key were found good. */
export interface RestRequest {
  readonly method: string;
  /** What stood for `{/path*}`, each segment percent-decoded; none is empty. */
  readonly segments: readonly string[];
  readonly parameters: ReadonlyMap<string, string>;
  readonly body: Buffer;
  readonly peerAddress: string | undefined;
  /** The media type of these that the client likes best, the first of them if it does not care. */
  prefers(types: readonly [string, ...string[]]): string;
}

/** What a handler answers; a failure is thrown. */
export type RestAnswer =
  | { readonly kind: "empty"; readonly status: 201 | 204 }
  | { readonly kind: "json"; readonly status: number; readonly value: unknown }
  | { readonly kind: "text"; readonly contentType: string; readonly text: string }
  /** A JSON object of these members, in this order; it may be large and is made while it is sent. */
  | { readonly kind: "entries"; readonly entries: Iterable<readonly [string, unknown]> };

export type RestHandler = (request: RestRequest) => RestAnswer | Promise<RestAnswer>;

/** A handler for each of the routes, by method and path. */
export type RestHandlers<Routes extends readonly RestRoute[]> = {
  readonly [Route in Routes[number] as `${Route["method"]} ${Route["path"]}`]: RestHandler;
};

/** Of whoever changes what can only be changed by one at a time. */
export const BUSY = { status: 503, meaning: "Too many changes wait for their turn." };

export const noContent: RestAnswer = { kind: "empty", status: 204 };
export const created: RestAnswer = { kind: "empty", status: 201 };
export const json = (value: unknown): RestAnswer => ({ kind: "json", status: 200, value });
