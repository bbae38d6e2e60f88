import { isIPv6 } from "node:net";
import type { Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import { translateRequest, type ContentRequest, type HostDecision } from "@signalbox/routing";
import type { AskHost } from "../content/slow-routing.js";
import type { RouterState } from "../core/router-state.js";
import { askNameServer } from "./ask-name-server.js";
import type { Selectors } from "./ask-selector.js";

const HTTP_PORT = 80;
const HTTPS_PORT = 443;
const FOUND = 302;
const FORWARDED_FOR = "x-forwarded-for";
const MAX_DNS_ID = 65_536;

export interface AskHostOptions {
  readonly clock: Clock;
  readonly selectors: Selectors;
  /** 0 <= x < 1, hard to guess. */
  readonly random: () => number;
  /** Longest `Location` that is taken. */
  readonly maxLocationChars: number;
}

/** Asks hosts of `redirecting` groups over HTTP and those of `dns` groups by name. Source: reference cdn-router 1.2, 2.1. */
export function createAskHost(options: AskHostOptions): AskHost {
  return async (asked) => {
    const answer =
      asked.decision.host.group.type === "dns"
        ? await askByName(asked, options)
        : await askSelector(asked, options.selectors);
    if (answer.location.length <= options.maxLocationChars) return answer;
    throw new AppError(
      "upstream_failed",
      `answered a Location of ${answer.location.length} characters, limit is ${options.maxLocationChars}`,
    );
  };
}

type Asked = Parameters<AskHost>[0];

async function askSelector(
  { state, decision, request, connectMs, responseMs }: Asked,
  selectors: Selectors,
) {
  const { host } = decision;
  const { group } = host;
  const sent = await hookedRequest(state, forwarded(request, decision));
  return selectors.ask(
    {
      isEncrypted: request.isEncrypted,
      hostname: bare(host.hostname),
      port: request.isEncrypted ? group.httpsPort : group.httpPort,
      method: sent.method,
      target: sent.query === "" ? sent.path : `${sent.path}?${sent.query}`,
      headers: sent.headerPairs(),
      body: sent.body,
      allowAnyRedirectType: group.allowAnyRedirectType,
    },
    { connectMs, responseMs },
  );
}

/** The client's request with only the headers that may go along, and the client added to `X-Forwarded-For`. */
function forwarded(request: ContentRequest, { host }: HostDecision): ContentRequest {
  const allowed = new Set(host.group.headersToForward.map((name) => name.toLowerCase()));
  const dropped = request
    .headerPairs()
    .map(([name]) => name)
    .filter((name) => name.toLowerCase() !== "host" && !allowed.has(name.toLowerCase()));
  const before = request.header(FORWARDED_FOR);
  const chain = before === undefined ? request.clientIp : `${before}, ${request.clientIp}`;
  return translateRequest(request, {
    headers: [
      ...[...new Set(dropped)].map((name) => ({ name, value: undefined })),
      { name: "X-Forwarded-For", value: chain },
    ],
  });
}

async function hookedRequest(state: RouterState, request: ContentRequest): Promise<ContentRequest> {
  if (!state.hasHostRequestHook) return request;
  const { request: change } = await state.program.runHook("hostRequest", request, {
    Method: request.method,
    Path: request.path,
    QueryParameters: request.queryParameters(),
    Headers: request.headerPairs(),
  });
  return change ? translateRequest(request, change) : request;
}

async function askByName(
  { decision, request, responseMs }: Asked,
  { clock, random }: AskHostOptions,
) {
  const { host } = decision;
  const address = await askNameServer({
    server: bare(host.hostname),
    name: bare(request.host),
    clientIp: request.clientIp,
    timeoutMs: responseMs,
    clock,
    randomId: () => Math.floor(random() * MAX_DNS_ID),
  });
  return { status: FOUND, location: locationAt(address, request, decision) };
}

function locationAt(address: string, request: ContentRequest, { host }: HostDecision): string {
  const { path, query, isEncrypted } = request;
  const port = isEncrypted ? host.group.httpsPort : host.group.httpPort;
  const implied = isEncrypted ? HTTPS_PORT : HTTP_PORT;
  const authority = isIPv6(address) ? `[${address}]` : address;
  const origin = `${isEncrypted ? "https" : "http"}://${authority}${port === implied ? "" : `:${port}`}`;
  return query === "" ? origin + path : `${origin}${path}?${query}`;
}

const bare = (host: string): string => host.replace(/^\[|\]$/g, "");
