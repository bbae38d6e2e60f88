import { AppError } from "@signalbox/errors";
import { parseAddress } from "../address/ip-address.js";
import { ContentRequest } from "./content-request.js";
import { headerValues } from "./header-fields.js";
import { readHost } from "./host-header.js";
import { changedQuery, type PairChange } from "./query.js";
import { readTarget, type Target } from "./target.js";

/** What a request translation function returned (cdn-router 5.9); what is left out stays. */
export interface RequestChanges {
  readonly method?: string | undefined;
  /** May carry a query, which then replaces the old one before `queryParameters` are applied. */
  readonly path?: string | undefined;
  readonly clientIp?: string | undefined;
  readonly body?: string | undefined;
  /** Added, or overwriting equal names; no value removes the name. */
  readonly queryParameters?: readonly PairChange[] | undefined;
  /** The same for headers, in any case. */
  readonly headers?: readonly PairChange[] | undefined;
}

/** Most query parameters, and most headers, one translation may change. */
export const MAX_CHANGES = 256;

const METHOD = /^[A-Z]{1,16}$/;
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]{1,256}$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]{0,8192}$/;

/**
 * A new request with the changes applied; nothing of the old one's classification is kept. What comes out obeys the same rules as
 * what clients send, so a translation function cannot produce a foreign or broken `Location` either.
 *
 * @throws AppError `invalid_argument`: a change that cannot be applied, named; the caller goes on with the old request
 */
export function translateRequest(request: ContentRequest, changes: RequestChanges): ContentRequest {
  const parts = ContentRequest.partsOf(request);
  const target = changedTarget(parts.target, changes);
  const rawHeaders = changedHeaders(parts.rawHeaders, changes.headers ?? []);
  const method = changes.method ?? parts.method;
  if (!METHOD.test(method)) throw invalid("Method is not a method name");
  const clientIp = changes.clientIp === undefined ? parts.clientIp : readIp(changes.clientIp);
  const body = changes.body ?? parts.body;
  const changed = { ...parts, target, rawHeaders, method, clientIp, body };
  return new ContentRequest(changed, ContentRequest.contextOf(request));
}

function changedTarget(target: Target, changes: RequestChanges): Target {
  const { path = target.path, queryParameters = [] } = changes;
  if (changes.path === undefined && queryParameters.length === 0) return target;
  limit(queryParameters, "QueryParameters");
  const mark = path.indexOf("?");
  const query = changedQuery(mark < 0 ? target.query : path.slice(mark + 1), queryParameters);
  const text = (mark < 0 ? path : path.slice(0, mark)) + (query === "" ? "" : `?${query}`);
  const verdict = readTarget(text);
  if (!verdict.ok) throw invalid(`Path or QueryParameters: ${verdict.reason}`);
  return verdict.target;
}

function changedHeaders(
  rawHeaders: readonly string[],
  changes: readonly PairChange[],
): readonly string[] {
  if (changes.length === 0) return rawHeaders;
  limit(changes, "Headers");
  const names = new Set(changes.map(({ name }) => name.toLowerCase()));
  const kept = rawHeaders.filter((_, at) => !names.has((rawHeaders[at & ~1] ?? "").toLowerCase()));
  const added = changes.flatMap(({ name, value }) => {
    if (!HEADER_NAME.test(name)) throw invalid("Headers: a name is not a header name");
    if (value === undefined) return [];
    if (!HEADER_VALUE.test(value)) throw invalid(`Headers: the value of ${name} cannot be sent`);
    return [name, value];
  });
  const changed = [...kept, ...added];
  const hosts = headerValues(changed, "host");
  if (hosts.length > 1 || readHost(hosts[0] ?? "") === undefined) {
    throw invalid("Headers: Host is not one host name");
  }
  return changed;
}

function readIp(text: string): string {
  const address = parseAddress(text);
  if (!address) throw invalid("ClientIp is not an IP address");
  return address.text;
}

function limit(changes: readonly PairChange[], field: string): void {
  if (changes.length > MAX_CHANGES) {
    throw invalid(`${field} has ${changes.length} entries, limit is ${MAX_CHANGES}`);
  }
}

function invalid(message: string): AppError {
  return new AppError("invalid_argument", `request translation: ${message}`);
}
