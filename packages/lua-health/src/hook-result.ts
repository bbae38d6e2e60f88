import { HookFields } from "./hook-fields.js";
import type { LuaOutput } from "./messages.js";

export type HookName = "request" | "session" | "hostRequest" | "response";

/** A header or query parameter to set; `value` undefined: to remove. */
export interface NameValue {
  readonly name: string;
  readonly value: string | undefined;
}

/** A request that a hook wants sent; whether it may be is the caller's decision (reference cdn-router 5.9). */
export interface OutgoingRequest {
  readonly method: string;
  /** `undefined`: as the incoming request. */
  readonly protocol: "HTTP" | "HTTPS" | undefined;
  readonly host: string;
  /** `undefined`: 80 or 443. */
  readonly port: number | undefined;
  readonly path: string;
  readonly encodeUrl: boolean;
  readonly queryParameters: readonly NameValue[];
  readonly headers: readonly NameValue[];
  readonly body: string | undefined;
}

export interface RequestChange {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly clientIp: string | undefined;
  readonly body: string | undefined;
  readonly queryParameters: readonly NameValue[];
  readonly headers: readonly NameValue[];
}

export interface ResponseChange {
  readonly code: number | undefined;
  readonly text: string | undefined;
  readonly majorVersion: number | undefined;
  readonly minorVersion: number | undefined;
  readonly protocol: string | undefined;
  readonly body: string | undefined;
  readonly headers: readonly NameValue[];
}

/** What a hook wants changed; without any field nothing is. After an `error` nothing is changed either. */
export interface HookResult {
  readonly request?: RequestChange;
  readonly sessionType?: "initial" | "instream";
  readonly response?: ResponseChange;
  readonly outgoing?: OutgoingRequest;
  readonly error?: string;
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
// eslint-disable-next-line no-control-regex -- control characters are what must not pass
const PATH = /^\/[^\s#\u0000-\u001f\u007f]*$/;
const HOST = /^(?:[A-Za-z0-9_.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])$/;
const ADDRESS = /^[0-9A-Fa-f:.]{2,45}$/;
const PROTOCOL = /^HTTPS?$/;
const SESSION_TYPE = /^(?:initial|instream)$/;
const REASON = /^[\t\u0020-\u007e]{0,256}$/;
const MAX_PORT = 65_535;

/**
 * Reads what a hook returned.
 *
 * @throws AppError `invalid_argument` naming the field that cannot be used; the hook counts as failed then.
 */
export function readHookResult(name: HookName, output: LuaOutput | undefined): HookResult {
  if (output === undefined) return {};
  const fields = HookFields.of(`the ${name} hook`, output);
  const outgoing = fields.child("OutgoingRequest");
  return {
    ...changeOf(name, fields),
    ...(outgoing && { outgoing: readOutgoing(outgoing) }),
  };
}

function changeOf(name: HookName, fields: HookFields): HookResult {
  if (name === "session") {
    const type = fields.text("Type", SESSION_TYPE);
    // The pattern admits these two.
    return type === undefined ? {} : { sessionType: type as "initial" | "instream" };
  }
  return name === "response"
    ? { response: readResponse(fields) }
    : { request: readRequest(fields) };
}

function readRequest(fields: HookFields): RequestChange {
  return {
    method: fields.text("Method", TOKEN),
    path: fields.text("Path", PATH),
    clientIp: fields.text("ClientIp", ADDRESS),
    body: fields.text("Body"),
    queryParameters: fields.pairs("QueryParameters"),
    headers: fields.headers("Headers"),
  };
}

function readResponse(fields: HookFields): ResponseChange {
  return {
    code: fields.integer("Code", 100, 599),
    text: fields.text("Text", REASON),
    majorVersion: fields.integer("MajorVersion", 0, 9),
    minorVersion: fields.integer("MinorVersion", 0, 9),
    protocol: fields.text("Protocol", TOKEN),
    body: fields.text("Body"),
    headers: fields.headers("Headers"),
  };
}

function readOutgoing(fields: HookFields): OutgoingRequest {
  return {
    method: fields.text("Method", TOKEN) ?? "HEAD",
    // The pattern admits these two.
    protocol: fields.text("Protocol", PROTOCOL) as "HTTP" | "HTTPS" | undefined,
    host: fields.required("Host", HOST),
    port: fields.integer("Port", 1, MAX_PORT),
    path: fields.text("Path", PATH) ?? "/",
    encodeUrl: fields.flag("EncodeURL") ?? true,
    queryParameters: fields.pairs("QueryParameters"),
    headers: fields.headers("Headers"),
    body: fields.text("Body"),
  };
}
