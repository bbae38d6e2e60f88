import type { InfoFound, InfoType } from "@signalbox/monitoring-model";

/** How an info query is asked. */
export interface InfoQueryOptions {
  /** `etag` of an earlier answer: the answer is `not-modified` when it is still that object. */
  readonly etag?: string;
  /** Ends the query early; it then rejects with the signal's reason if that is an AppError, else with `unavailable`. */
  readonly signal?: AbortSignal;
}

export interface LinkQueryOptions extends InfoQueryOptions {
  /** What the link should lead to; the reply's own type is noted when it differs. */
  readonly expectedType?: InfoType;
  /** Used when the reply has no id. */
  readonly expectedId?: string;
}

/** An object that a store sent, in the form of 20151105. */
export type InfoObjectAnswer = InfoFound & {
  /** For `InfoQueryOptions.etag`; absent when the store sent none. */
  readonly etag?: string;
  /** Where it came from in the end. */
  readonly url: string;
  /** The reply as it was sent, parsed from JSON. */
  readonly sent: unknown;
};

/** What a store answered to an info query. */
export type InfoAnswer =
  | InfoObjectAnswer
  | { readonly kind: "not-modified" }
  /** An error object or status 404; the original does not tell absence and failure apart. `message` is one line. */
  | { readonly kind: "absent"; readonly message: string };
