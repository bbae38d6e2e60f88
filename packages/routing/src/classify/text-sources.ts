import type { RoutingRequest } from "../request/routing-request.js";

/** A text of a request that patterns are matched against. */
export type TextOf = (
  request: Pick<RoutingRequest, "path" | "query" | "host" | "header">,
) => string;

const queryOf: TextOf = (request) => request.query;

/** The documented names of sources, and the old one of the query (cdn-router 0 and 4.2). */
export const SOURCES = {
  content_url_path: (request) => request.path,
  content_url_query_parameters: queryOf,
  content_url_query_params: queryOf,
  hostname: (request) => request.host,
  user_agent: (request) => request.header("user-agent") ?? "",
} as const satisfies Record<string, TextOf>;

/** A documented name of a source. */
export type SourceName = keyof typeof SOURCES;

export function isSourceName(name: string): name is SourceName {
  return Object.hasOwn(SOURCES, name);
}

/** Numbers each different text the classifiers look at, so that a request reads and lower-cases it once. */
export class TextSources {
  readonly all: TextOf[] = [];
  readonly #headers = new Map<string, number>();

  /** The number of a documented source. */
  named(name: SourceName): number {
    return this.#numberOf(SOURCES[name]);
  }

  /** The number of a request header; a missing header is an empty text (4.3). */
  header(name: string): number {
    const wanted = name.toLowerCase();
    const known = this.#headers.get(wanted);
    if (known !== undefined) return known;
    const number = this.#numberOf((request) => request.header(wanted) ?? "");
    this.#headers.set(wanted, number);
    return number;
  }

  #numberOf(textOf: TextOf): number {
    const known = this.all.indexOf(textOf);
    return known >= 0 ? known : this.all.push(textOf) - 1;
  }
}
