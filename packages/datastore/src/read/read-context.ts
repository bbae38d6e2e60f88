import type { Links } from "./links.js";
import type { ReadApiOptions } from "./read-options.js";
import type { Turnstile } from "./turnstile.js";

/** What the parts of the read API share. */
export interface ReadContext {
  readonly options: ReadApiOptions;
  readonly links: Links;
  /** Bounds what is read from the store at once. */
  readonly turnstile: Turnstile;
}
