import type { IpAddress } from "../address/ip-address.js";
import type { RoutingRequest } from "../request/routing-request.js";
import type { GeoLookup, GeoNetwork, GeoPlace } from "./geo-lookup.js";
import type { TextOf } from "./text-sources.js";

/** What classifiers read of a request. */
export interface ClassifiedRequest extends Pick<
  RoutingRequest,
  "path" | "query" | "host" | "header" | "sessionId" | "subnet"
> {
  /** Undefined when it is not known; then nothing that depends on it matches. */
  readonly clientAddress: IpAddress | undefined;
}

/** One request under classification: each text and each look-up is made once, when the first classifier asks for it. */
export class Subject {
  readonly request: ClassifiedRequest;
  readonly #geo: GeoLookup;
  readonly #sources: readonly TextOf[];
  readonly #texts: (string | undefined)[] = [];
  readonly #lowered: (string | undefined)[] = [];
  #place: GeoPlace | undefined | "unread" = "unread";
  #network: GeoNetwork | undefined | "unread" = "unread";

  constructor(request: ClassifiedRequest, geo: GeoLookup, sources: readonly TextOf[]) {
    this.request = request;
    this.#geo = geo;
    this.#sources = sources;
  }

  /** The text of a source, by its number in `TextSources`. */
  text(source: number): string {
    return (this.#texts[source] ??= this.#sources[source]?.(this.request) ?? "");
  }

  /** The same in lower case. */
  lowered(source: number): string {
    return (this.#lowered[source] ??= this.text(source).toLowerCase());
  }

  get place(): GeoPlace | undefined {
    if (this.#place !== "unread") return this.#place;
    const { clientAddress } = this.request;
    this.#place = clientAddress && this.#geo.place(clientAddress);
    return this.#place;
  }

  get network(): GeoNetwork | undefined {
    if (this.#network !== "unread") return this.#network;
    const { clientAddress } = this.request;
    this.#network = clientAddress && this.#geo.network(clientAddress);
    return this.#network;
  }

  get isAnonymous(): boolean {
    const { clientAddress } = this.request;
    return clientAddress !== undefined && this.#geo.isAnonymous(clientAddress);
  }
}
