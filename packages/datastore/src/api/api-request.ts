import type { Caller } from "./caller.js";

/** One request of an admitted caller, free of any transport. */
export interface ApiRequest {
  readonly method: string;
  /** Path and query exactly as sent, but for the prefix under which the datastore is published. */
  readonly target: string;
  /** Value of the first field of that name; name in lower case. */
  header(name: string): string | undefined;
  readonly body: Buffer;
  readonly caller: Caller;
  /** Ends when the client goes away, so that reading stops. */
  readonly signal: AbortSignal;
}

/** What is sent back. HEAD, gzip and `If-None-Match` are the transport's: an answer is written as for a plain GET. */
export interface ApiAnswer {
  readonly status: number;
  /** Default `application/json; charset=utf-8`. */
  readonly contentType?: string;
  /** Names and values, alternating. */
  readonly headers?: readonly string[];
  /** Without quotes; absent: the transport sends none. */
  readonly etag?: string;
  /** Pieces are sent no faster than the client takes them; an error among them breaks the reply off. */
  readonly body: string | Buffer | AsyncIterable<string>;
}
