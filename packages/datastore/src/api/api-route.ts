/** A query parameter of a route. */
export interface ApiParameter {
  readonly name: string;
  readonly type: "string" | "integer" | "boolean";
  /** The values there are; absent: any. */
  readonly values?: readonly string[];
  readonly meaning: string;
}

export interface ApiReply {
  readonly status: number;
  readonly meaning: string;
  /** What the body is: a name among the schemas of the description, or a media type without one. */
  readonly body?:
    { readonly schema: string; readonly isList?: boolean } | { readonly media: string };
}

/** One call of the datastore, as it is answered, and as `/openapi.json` and the reference page show it. */
export interface ApiRoute {
  readonly method: "GET" | "POST" | "DELETE";
  /** `{id}` at the end stands for the rest of the path, slashes included. HEAD goes with GET. */
  readonly path: string;
  /** Which right the caller needs; `none`: being admitted is enough. */
  readonly scope: "info" | "data" | "write" | "none";
  readonly summary: string;
  readonly parameters: readonly ApiParameter[];
  /** What the body is; empty: there is none. */
  readonly request: string;
  readonly replies: readonly ApiReply[];
  /** Whether the original datastore has it too; what it has not is ours and additive. */
  readonly isOriginal: boolean;
}
