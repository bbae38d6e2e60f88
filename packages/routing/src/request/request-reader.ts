import type { PrefixSet } from "../address/prefix-set.js";
import { resolveClient } from "./client-address.js";
import { ContentRequest, type RequestParts } from "./content-request.js";
import { headerValues } from "./header-fields.js";
import { readHost } from "./host-header.js";
import type { RequestContext } from "./request-context.js";
import { readTarget } from "./target.js";

/** A request as a server received it. */
export interface RawRequest {
  readonly method: string;
  /** The request target as sent. */
  readonly target: string;
  /** Names and values in turn, as Node's `rawHeaders`: repeated fields apart, in order. */
  readonly rawHeaders: readonly string[];
  /** What the socket reports; undefined once it is gone. */
  readonly peerAddress: string | undefined;
  readonly isEncrypted: boolean;
  readonly httpVersion: "1.0" | "1.1";
  readonly body?: string | undefined;
}

export type RequestVerdict =
  | { readonly kind: "request"; readonly request: ContentRequest }
  /** Answer with the status and no redirect; `reason` is one line without any of the request's text. */
  | {
      readonly kind: "refused";
      readonly status: 400 | 405;
      readonly reason: string;
      /** For the Allow header of a 405. */
      readonly allow?: string;
    }
  /** Close the connection without writing a byte. */
  | { readonly kind: "drop"; readonly reason: string };

export interface RequestReaderOptions extends RequestContext {
  readonly trustedProxies: PrefixSet;
  /** POST is accepted only where a request translation function may make something of it. */
  readonly acceptsPost: boolean;
}

const METHODS = ["GET", "HEAD", "OPTIONS"];

/** Steps 1 and 2 of the pipeline (cdn-router 1.2): is this a request we serve, and whose is it? Made anew for each configuration. */
export class RequestReader {
  readonly #options: RequestReaderOptions;
  readonly #methods: readonly string[];

  constructor(options: RequestReaderOptions) {
    this.#options = options;
    this.#methods = options.acceptsPost ? [...METHODS, "POST"] : METHODS;
  }

  read(raw: RawRequest): RequestVerdict {
    const { method, rawHeaders, isEncrypted, httpVersion, body } = raw;
    if (!this.#methods.includes(method)) {
      const allow = this.#methods.join(", ");
      return { kind: "refused", status: 405, reason: "method is not allowed", allow };
    }
    const verdict = readTarget(raw.target);
    if (!verdict.ok) return { kind: "refused", status: verdict.status, reason: verdict.reason };
    const hostFault = hostFaultOf(headerValues(rawHeaders, "host"), httpVersion);
    if (hostFault !== undefined) return { kind: "refused", status: 400, reason: hostFault };
    const { peerAddress } = raw;
    const forwardedFor = headerValues(rawHeaders, "x-forwarded-for");
    const client = resolveClient({ peerAddress, forwardedFor }, this.#options.trustedProxies);
    if (client.kind === "drop") return client;
    // Written out: spreading one object into another costs more than all the rest of this.
    const parts: RequestParts = {
      method,
      target: verdict.target,
      sentTarget: verdict.target,
      rawHeaders,
      clientIp: client.ip,
      isEncrypted,
      httpVersion,
      body,
    };
    return { kind: "request", request: new ContentRequest(parts, this.#options) };
  }
}

/** Two Host headers may be understood differently by whoever stands in front of us: refused even when they are equal. */
function hostFaultOf(hosts: readonly string[], httpVersion: string): string | undefined {
  const [host] = hosts;
  if (hosts.length > 1) return `request has ${hosts.length} Host headers, not one`;
  if (host === undefined) return httpVersion === "1.1" ? "request has no Host header" : undefined;
  return readHost(host) === undefined ? "Host header is not a host name" : undefined;
}
