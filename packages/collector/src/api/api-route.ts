/** A query parameter of a route. */
export interface ApiParameter {
  readonly name: string;
  readonly type: "string" | "integer" | "boolean";
  /** The values there are; absent: any. */
  readonly values?: readonly string[];
  /** It may be given several times; default: once. */
  readonly repeats?: true;
  readonly isRequired?: true;
  readonly meaning: string;
}

export interface ApiReply {
  readonly status: number;
  readonly meaning: string;
  /** Media types of the body; absent: there is none. */
  readonly media?: readonly string[];
}

/** One call of the collector, as it is answered, and as `/openapi.json` and the reference page show it. */
export interface ApiRoute {
  readonly method: "GET" | "POST";
  /** `{name}` stands for one segment, `{name*}` at the end for the rest of the path, slashes included. HEAD goes with GET. */
  readonly path: string;
  /** Who may ask: everybody who reaches the port, or operators only (see `isOperator`). */
  readonly access: "open" | "operator";
  readonly summary: string;
  /** Others than these are refused. */
  readonly parameters: readonly ApiParameter[];
  /** Beside `commonReplies`. */
  readonly replies: readonly ApiReply[];
}

/** A request whose path, query and caller were found good. */
export interface ApiRequest {
  /** What stood for `{name}`, percent-decoded once; a `+` is a `+`. */
  readonly path: Readonly<Record<string, string>>;
  readonly parameters: ApiParameters;
  /** Whether the caller may see names, e-mail addresses and creators. */
  readonly seesPersonal: boolean;
  /** The media type of these that the client likes best; the first of them when it does not care. */
  readonly prefers: (types: readonly [string, ...string[]]) => string;
  /** Ends when the client goes away, so that reading stops. */
  readonly signal: AbortSignal;
}

/** Query parameters that are known to the route. */
export interface ApiParameters {
  get(name: string): string | undefined;
  all(name: string): readonly string[];
}

/** What is sent back; a failure is thrown. */
export interface ApiAnswer {
  readonly status: number;
  readonly contentType: string;
  /** Names and values, alternating. */
  readonly headers?: readonly string[];
  /** Pieces are sent no faster than the client takes them; an error among them breaks the reply off. */
  readonly body: string | AsyncGenerator<string, void, undefined>;
}

export type ApiHandler = (request: ApiRequest) => ApiAnswer | Promise<ApiAnswer>;

/** A handler for each of the routes, by method and path. */
export type ApiHandlers<Routes extends readonly ApiRoute[]> = {
  readonly [Route in Routes[number] as `${Route["method"]} ${Route["path"]}`]: ApiHandler;
};

export const JSON_TYPE = "application/json";
export const NDJSON_TYPE = "application/x-ndjson";
export const TEXT_TYPE = "text/plain; charset=utf-8";

/** Replies that every call may have. */
export const commonReplies: readonly ApiReply[] = [
  {
    status: 400,
    meaning: "The path or a query parameter cannot be understood, or is not known.",
    media: [JSON_TYPE],
  },
  {
    status: 503,
    meaning:
      "Too many questions wait, or the store does not answer; `Retry-After` says when to come back.",
    media: [JSON_TYPE],
  },
];

export const json = (value: unknown, status = 200): ApiAnswer => ({
  status,
  contentType: JSON_TYPE,
  body: `${JSON.stringify(value)}\n`,
});
