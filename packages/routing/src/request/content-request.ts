import { parseAddress, type IpAddress } from "../address/ip-address.js";
import type { SessionGroups } from "../classify/classification.js";
import { headerValue, pairsOf } from "./header-fields.js";
import { readHost } from "./host-header.js";
import type { HostOrigin } from "./host-origin.js";
import { contentKeyOf, sessionIdOf } from "./identifiers.js";
import { maskToken } from "./mask-token.js";
import { queryPairs } from "./query.js";
import type { RequestContext } from "./request-context.js";
import type { RoutingRequest } from "./routing-request.js";
import type { Target } from "./target.js";

/** What a request is made of. Only code that has checked target, host and headers makes one. */
export interface RequestParts {
  readonly method: string;
  readonly target: Target;
  /** As the client sent it, for its token; `target` may be translated. */
  readonly sentTarget: Target;
  /** Names and values in turn, as Node gives them. */
  readonly rawHeaders: readonly string[];
  readonly clientIp: string;
  readonly isEncrypted: boolean;
  readonly httpVersion: "1.0" | "1.1";
  readonly body: string | undefined;
}

const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/**
 * A request whose parts were found fit to use: see `RequestReader`, which makes the first one, and `translated`, which makes one
 * from another. Printing it in any way shows no header and masks its token.
 */
export class ContentRequest implements RoutingRequest {
  readonly #parts: RequestParts;
  readonly #context: RequestContext;
  #host: string | undefined;
  #pairs: readonly (readonly [string, string])[] | undefined;
  #parameters: readonly (readonly [string, string])[] | undefined;
  #contentKey: string | undefined;
  #sessionId: string | undefined;
  #groups: SessionGroups | undefined;
  #address: IpAddress | undefined | "unread" = "unread";
  #subnet: string | undefined;
  #isSubnetRead = false;
  #hasValidToken: boolean | undefined;

  constructor(parts: RequestParts, context: RequestContext) {
    this.#parts = parts;
    this.#context = context;
  }

  get method(): string {
    return this.#parts.method;
  }

  get path(): string {
    return this.#parts.target.path;
  }

  get query(): string {
    return this.#parts.target.query;
  }

  get clientIp(): string {
    return this.#parts.clientIp;
  }

  get isEncrypted(): boolean {
    return this.#parts.isEncrypted;
  }

  get httpVersion(): "1.0" | "1.1" {
    return this.#parts.httpVersion;
  }

  get body(): string | undefined {
    return this.#parts.body;
  }

  get host(): string {
    return (this.#host ??= readHost(this.header("host") ?? "") ?? "");
  }

  header(name: string): string | undefined {
    return headerValue(this.#parts.rawHeaders, name);
  }

  headerPairs(): readonly (readonly [string, string])[] {
    return (this.#pairs ??= pairsOf(this.#parts.rawHeaders));
  }

  queryParameters(): readonly (readonly [string, string])[] {
    return (this.#parameters ??= queryPairs(this.query));
  }

  get contentKey(): string {
    const { target } = this.#parts;
    return (this.#contentKey ??= contentKeyOf(target, this.#context.contentIdentifier));
  }

  get filename(): string {
    return this.path.slice(this.path.lastIndexOf("/") + 1);
  }

  get sessionId(): string {
    const userAgent = this.header("user-agent") ?? "";
    return (this.#sessionId ??= sessionIdOf(this.clientIp, userAgent, this.path));
  }

  isInGroup(group: string): boolean {
    return this.#sessionGroups().has(group);
  }

  groups(): ReadonlyMap<string, boolean> {
    return this.#sessionGroups().all();
  }

  get subnet(): string | undefined {
    if (this.#isSubnetRead) return this.#subnet;
    const address = this.clientAddress;
    this.#subnet = address && this.#context.subnets.nameOf(address);
    this.#isSubnetRead = true;
    return this.#subnet;
  }

  /** The client's address, taken apart; undefined when its text is no address. */
  get clientAddress(): IpAddress | undefined {
    if (this.#address === "unread") this.#address = parseAddress(this.clientIp);
    return this.#address;
  }

  /** Whether the target as sent carries a correct security token (7.6), decided at the first asking. */
  get hasValidToken(): boolean {
    return (this.#hasValidToken ??= this.#context.token.verify(this.#parts.sentTarget).ok);
  }

  /**
   * Where this request continues at a host: scheme of this request, the host's name or address and port, path and query byte for
   * byte, never a fragment (1.5). Neither part can hold a byte that ends the header or changes the host.
   */
  locationAt(origin: HostOrigin): string {
    const { path, query } = this;
    const base = origin.at(this.isEncrypted, this.clientIp.includes(":"));
    return query === "" ? base + path : `${base}${path}?${query}`;
  }

  /** For the translation of requests alone. */
  static partsOf(request: ContentRequest): RequestParts {
    return request.#parts;
  }

  static contextOf(request: ContentRequest): RequestContext {
    return request.#context;
  }

  toJSON(): Record<string, unknown> {
    const { method, host, path, clientIp, isEncrypted, httpVersion } = this;
    return { method, host, path, query: maskToken(this.query), clientIp, isEncrypted, httpVersion };
  }

  toString(): string {
    const { method, host, path, clientIp } = this;
    const query = maskToken(this.query);
    return `${method} ${host}${path}${query === "" ? "" : `?${query}`} from ${clientIp}`;
  }

  [INSPECT](): unknown {
    return this.toJSON();
  }

  #sessionGroups(): SessionGroups {
    return (this.#groups ??= this.#context.classification.of(this, this.#context.geo));
  }
}
