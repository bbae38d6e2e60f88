/** A reply to a client, before it is sent. */
export interface Answer {
  readonly status: number;
  /** Names and values, alternating. */
  readonly headers: readonly string[];
  readonly body: string;
  /** Empty: no such field. */
  readonly contentType: string;
}

const NO_HEADERS: readonly string[] = [];

export const redirect = (status: number, location: string): Answer => ({
  status,
  headers: ["Location", location],
  body: "",
  contentType: "",
});

/** No host could be found: the same for "nobody qualifies" and "not allowed". Source: reference cdn-router 1.4. */
export const NO_HOST_ANSWER: Answer = {
  status: 503,
  headers: NO_HEADERS,
  body: "",
  contentType: "",
};

export const OVERLOADED: Answer = {
  status: 503,
  headers: ["Retry-After", "1"],
  body: "",
  contentType: "",
};

/** For `OPTIONS`: whatever a browser's player wants to send is fine. */
export const PREFLIGHT: Answer = {
  status: 204,
  headers: [
    "Access-Control-Allow-Methods",
    "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers",
    "*",
    "Access-Control-Max-Age",
    "86400",
  ],
  body: "",
  contentType: "",
};

export const refusal = (status: number, reason: string, allow?: string): Answer => ({
  status,
  headers: allow === undefined ? NO_HEADERS : ["Allow", allow],
  body: `${reason}\n`,
  contentType: "text/plain; charset=utf-8",
});
