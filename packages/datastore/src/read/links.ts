/** URLs inside replies, made from the public URL of the datastore. */
export class Links {
  readonly #baseUrl: () => string;

  /** @param baseUrl Without a slash at the end. */
  constructor(baseUrl: string | (() => string)) {
    this.#baseUrl = typeof baseUrl === "string" ? () => baseUrl : baseUrl;
  }

  /** URL of the info query of an object. */
  info(type: string, id: string): string {
    return `${this.#baseUrl()}/info/${type}/${pathPart(id)}`;
  }

  /** URL that data queries are sent to. */
  data(): string {
    return `${this.#baseUrl()}/data/`;
  }

  root(): string {
    return `${this.#baseUrl()}/`;
  }

  /** Of our own by its path from `/` on. */
  at(path: string): string {
    return this.#baseUrl() + path;
  }
}

/** An id as one component of a path. Its colons stay, for they are what ids are full of and a path may hold them. */
function pathPart(id: string): string {
  // A lone surrogate has no bytes that could be encoded.
  return encodeURIComponent(id.toWellFormed()).replaceAll("%3A", ":");
}
