import { DEFAULT_TTL_SECONDS, MAX_TTL_SECONDS } from "./requests.js";
import { STATUS_FIELDS } from "./status.js";

/** One field of a request or reply. */
export interface ApiField {
  readonly name: string;
  readonly type: string;
  readonly meaning: string;
}

/** One endpoint, as the generated reference shows it. */
export interface ApiEndpoint {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly summary: string;
  readonly request: readonly ApiField[];
  readonly reply: readonly ApiField[];
  readonly errors: readonly string[];
  /** A request that the tests send, and the reply it gets from an empty server. */
  readonly example?: { readonly request: string; readonly reply: string };
}

const NAMESPACE: ApiField = {
  name: "namespace",
  type: "string",
  meaning: "The plugin's token, or its plain name where no encryption keys are configured.",
};
const KEY: ApiField = {
  name: "key",
  type: "string",
  meaning: "Names the data within the namespace.",
};
const LOCK_TOKEN: ApiField = {
  name: "lock_token",
  type: "string, optional",
  meaning: "The fencing token that came with the lock. Without it the connection decides.",
};
const BAD_REQUEST = "400 malformed body, missing field, wrong type or value out of range";
const BAD_NAMESPACE = "403 namespace token not valid or out of date";

/** The cache manager's interface, declared once; `docs/reference/http-api.md` is generated from it. */
export const httpApi: readonly ApiEndpoint[] = [
  {
    method: "POST",
    path: "/get_data",
    summary:
      "Reads a key. On a miss the first caller gets the lock and must fetch and set; every other caller is held until the data is there, the lock passes to it, or its wait ends.",
    request: [
      NAMESPACE,
      KEY,
      {
        name: "max_wait_time",
        type: "number of seconds, default 0",
        meaning:
          "How long the caller waits. 0 or less: read only, no wait, no lock. The answer leaves 1 s (a tenth, for waits under 10 s) earlier.",
      },
      {
        name: "lock_token",
        type: "boolean, default false",
        meaning: "Asks for `lock_token` and `lease` in the reply when the lock is granted.",
      },
      {
        name: "detached",
        type: "boolean, default false",
        meaning:
          "The lock is to outlive the connection: for curl and other clients that connect anew for each request. A holder that dies is then noticed only when the lease ends.",
      },
    ],
    reply: [
      { name: "data", type: "string or null", meaning: "The data, exactly as it was set." },
      {
        name: "lock",
        type: "boolean",
        meaning: "True: this caller is to fetch the data and set it. Both keys are always present.",
      },
      {
        name: "expiry",
        type: "integer",
        meaning: "Epoch seconds at which the data ends; 0 without data.",
      },
      {
        name: "stale",
        type: "true, or absent",
        meaning: "The data is past its ttl but within its stale_ttl.",
      },
      {
        name: "error",
        type: "true, or absent",
        meaning: "The data was set with `error`: it tells of a failure.",
      },
      { name: "lock_token", type: "string, if asked for", meaning: "Fencing token of the lock." },
      {
        name: "lease",
        type: "seconds, if asked for",
        meaning: "How long the lock lasts without `renew_lock`.",
      },
    ],
    errors: [BAD_REQUEST, BAD_NAMESPACE, "413 the item of this key was just refused as too large"],
    example: {
      request: '{"namespace":"docs","key":"inventory","max_wait_time":30}',
      reply: '{"data":null,"lock":true,"expiry":0}',
    },
  },
  {
    method: "POST",
    path: "/set_data",
    summary:
      "Stores data, ends the lock of the key and answers everyone who waits for it. Needs no lock.",
    request: [
      NAMESPACE,
      KEY,
      { name: "data", type: "string", meaning: "Opaque text; Python clients send JSON text." },
      {
        name: "ttl",
        type: `number of seconds, default ${DEFAULT_TTL_SECONDS}`,
        meaning: `More than 0, at most ${MAX_TTL_SECONDS}; capped at \`max_ttl\`.`,
      },
      {
        name: "stale_ttl",
        type: "number of seconds, default `stale_ttl` of the server",
        meaning:
          "For so long after its ttl the data is served as stale while one caller refreshes it, and kept if that fails.",
      },
      {
        name: "refresh_ahead",
        type: "number of seconds, default `refresh_ahead` of the server",
        meaning:
          "So long before the end of its ttl one caller at a time is given the lock beside the data.",
      },
      {
        name: "error",
        type: "boolean, default false",
        meaning:
          "The data tells of a failure: older data that is still within its stale_ttl is not replaced by it.",
      },
      LOCK_TOKEN,
    ],
    reply: [
      {
        name: "(whole reply)",
        type: '"ok"',
        meaning: "Stored. The reply to a set without lock_token.",
      },
      {
        name: "stored",
        type: "boolean",
        meaning:
          "The reply to a set with lock_token: false when the lock has passed on and the data was not taken.",
      },
    ],
    errors: [BAD_REQUEST, BAD_NAMESPACE, "413 data larger than `max_item_size`"],
    example: {
      request: '{"namespace":"docs","key":"inventory","data":"[1, 2]","ttl":300}',
      reply: '"ok"',
    },
  },
  {
    method: "POST",
    path: "/delete_data",
    summary: "Forgets a key. A lock on it stays.",
    request: [NAMESPACE, KEY],
    reply: [
      { name: "deleted", type: "boolean", meaning: "False when there was nothing to delete." },
    ],
    errors: [BAD_REQUEST, BAD_NAMESPACE],
    example: { request: '{"namespace":"docs","key":"nothing"}', reply: '{"deleted":false}' },
  },
  {
    method: "POST",
    path: "/release_lock",
    summary: "Gives a lock up; the next waiter gets it.",
    request: [NAMESPACE, KEY, LOCK_TOKEN],
    reply: [
      { name: "released", type: "boolean", meaning: "False when the lock was not the caller's." },
    ],
    errors: [BAD_REQUEST, BAD_NAMESPACE],
    example: { request: '{"namespace":"docs","key":"nothing"}', reply: '{"released":false}' },
  },
  {
    method: "POST",
    path: "/renew_lock",
    summary: "Starts the lease of a lock anew; for fetches that take long.",
    request: [NAMESPACE, KEY, LOCK_TOKEN],
    reply: [
      { name: "renewed", type: "boolean", meaning: "False when the lock was not the caller's." },
      { name: "lease", type: "seconds", meaning: "How long the lock lasts from now on." },
    ],
    errors: [BAD_REQUEST, BAD_NAMESPACE],
    example: {
      request: '{"namespace":"docs","key":"nothing"}',
      reply: '{"renewed":false,"lease":0}',
    },
  },
  {
    method: "POST",
    path: "/list_keys",
    summary:
      "Lists entries, namespaces masked. With encrypted namespaces a token sees its own; one named ADMIN#... sees all.",
    request: [
      NAMESPACE,
      { name: "cursor", type: "string, optional", meaning: "From the reply before." },
      { name: "limit", type: "number, default 100", meaning: "Entries looked at, at most 1000." },
    ],
    reply: [
      {
        name: "keys",
        type: "array",
        meaning: "namespace (masked), key, bytes, ttl (seconds left), age, stale.",
      },
      { name: "cursor", type: "string or null", meaning: "Where to go on; null at the end." },
    ],
    errors: [BAD_REQUEST, BAD_NAMESPACE],
    example: { request: '{"namespace":"docs","limit":10}', reply: '{"keys":[],"cursor":null}' },
  },
  {
    method: "POST",
    path: "/list_locks",
    summary: "Lists locks, those with the most waiters first. Who sees what: as /list_keys.",
    request: [NAMESPACE, { name: "limit", type: "number, default 100", meaning: "At most 1000." }],
    reply: [
      {
        name: "locks",
        type: "array",
        meaning: "namespace (masked), key, held_for, lease_left (seconds), waiters.",
      },
    ],
    errors: [BAD_REQUEST, BAD_NAMESPACE],
    example: { request: '{"namespace":"docs","limit":10}', reply: '{"locks":[]}' },
  },
  {
    method: "GET",
    path: "/status",
    summary: "The state of this node. Needs no namespace.",
    request: [],
    reply: Object.entries(STATUS_FIELDS).map(([name, meaning]) => ({ name, type: "", meaning })),
    errors: [],
  },
];
