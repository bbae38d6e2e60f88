import type { RequestData } from "./messages.js";
import { queryTable, requestFields, sessionFields, type RequestView } from "./request-view.js";

/** The parts of a request that a script may see; only those it mentions are computed and sent. */
const PARTS = {
  request: /\brequest\b/,
  session: /\bsession\b|\bin_subnet\b/,
  headers: /\brequest_headers\b/,
  query: /\b(?:request|session)_query_params\b/,
  groups: /\bsession_groups?\b|_session_groups?\b|\bset_session_type_if/,
  counts: /\bsession_count\b/,
  full: /\bset_session_type/,
  token: /\bverify_security_token\b/,
} as const;
export type RequestPart = keyof typeof PARTS;

const SESSION_TYPES = ["initial", "instream"] as const;
export type SessionType = (typeof SESSION_TYPES)[number];

const PART_NAMES = Object.keys(PARTS) as readonly RequestPart[];
/** Whoever reaches the environment itself may read anything. */
const EVERYTHING = /\b_G\b|\b_ENV\b/;

/** Parts that `source` may read, by the words in it. */
export function mentionedParts(source: string): ReadonlySet<RequestPart> {
  const isAll = EVERYTHING.test(source);
  return new Set(PART_NAMES.filter((part) => isAll || PARTS[part].test(source)));
}

/** Numbers of sessions by type, then by group. */
export type SessionCounts = Readonly<Record<SessionType, Readonly<Record<string, number>>>>;

/** Where no sessions are held: none of either type, in every group there is. */
export function noSessions(request: RequestView): SessionCounts {
  const none = Object.fromEntries([...request.groups().keys()].map((group) => [group, 0]));
  return { initial: none, instream: none };
}

export interface RequestSources {
  readonly sessionCounts: (request: RequestView) => SessionCounts;
  readonly isSessionTypeFull: (type: SessionType) => boolean;
  readonly verifyToken: (request: RequestView) => boolean;
}

type Fields = ReadonlyMap<string, (request: RequestView) => string | number | undefined>;

function fieldsOf(fields: Fields, request: RequestView): RequestData {
  return Object.fromEntries([...fields].map(([name, get]) => [name, get(request)]));
}

/** Names in lower case; the value is that of `header()`, so repeated fields are joined. */
function headersOf(request: RequestView): RequestData {
  const names = new Set(request.headerPairs().map(([name]) => name.toLowerCase()));
  return Object.fromEntries([...names].map((name) => [name, request.header(name)]));
}

/** A copy of the wanted parts as plain data for the worker. */
export function requestData(
  request: RequestView,
  parts: ReadonlySet<RequestPart>,
  sources: RequestSources,
): RequestData {
  const has = (part: RequestPart): boolean => parts.has(part);
  return {
    ...(has("request") && { request: fieldsOf(requestFields, request) }),
    ...(has("session") && { session: fieldsOf(sessionFields, request) }),
    ...(has("headers") && { headers: headersOf(request) }),
    ...(has("query") && { query: Object.fromEntries(queryTable(request)) }),
    ...(has("groups") && { groups: Object.fromEntries(request.groups()) }),
    ...(has("counts") && { counts: sources.sessionCounts(request) }),
    ...(has("full") && {
      full: Object.fromEntries(
        SESSION_TYPES.map((type) => [type, sources.isSessionTypeFull(type)]),
      ),
    }),
    ...(has("token") && { token: sources.verifyToken(request) }),
  };
}
