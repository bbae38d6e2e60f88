import { AppError, oneLine } from "@signalbox/errors";
import { rootUrl } from "./store-address.js";

const MAX_HREF_CHARS = 8192;

/** What became of a link that a store sent. */
export type ResolvedHref =
  | { readonly kind: "allowed"; readonly url: URL }
  | { readonly kind: "refused"; readonly reason: string };

/**
 * Which hosts a store's links and redirects may lead to: its own, and those that were configured. A store must not make its
 * client speak to others (reliability, 2.2).
 */
export interface AllowedOrigins {
  readonly list: readonly string[];
  /** Whether a link is followed, and where to. @param base what a relative link begins at; default: the store */
  resolve(href: unknown, base?: URL): ResolvedHref;
}

/** @throws AppError `invalid_argument` for an entry that is no origin */
export function allowedOrigins(storeUrl: URL, more: readonly string[]): AllowedOrigins {
  const allowed = new Set([storeUrl.origin, ...more.map(readOrigin)]);
  const store = rootUrl(storeUrl);
  return {
    list: [...allowed],
    resolve: (href, base = store) => {
      const url = readHref(href, base);
      if (typeof url === "string") return { kind: "refused", reason: url };
      if (allowed.has(url.origin)) return { kind: "allowed", url };
      return {
        kind: "refused",
        reason: oneLine(`${url.protocol}//${url.host} is not among the allowed origins`),
      };
    },
  };
}

function readOrigin(text: string): string {
  const full = text.includes("://") ? text : `https://${text}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  const isOrigin =
    url !== undefined &&
    (url.protocol === "https:" || url.protocol === "http:") &&
    url.host !== "" &&
    url.username === "" &&
    url.password === "" &&
    url.pathname === "/" &&
    url.search === "" &&
    url.hash === "";
  if (isOrigin) return url.origin;
  throw new AppError(
    "invalid_argument",
    oneLine(`allowedOrigins: ${JSON.stringify(text)} is not an origin such as https://host:port`),
  );
}

/** A link as URL, or why it is none. */
function readHref(href: unknown, base: URL): URL | string {
  if (typeof href !== "string" || href === "") return "link is not a text";
  if (href.length > MAX_HREF_CHARS) {
    return `link has ${href.length} characters, limit is ${MAX_HREF_CHARS}`;
  }
  if (!URL.canParse(href, base.href)) return oneLine(`link ${JSON.stringify(href)} is not a URL`);
  const url = new URL(href, base);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return oneLine(`link has the scheme ${url.protocol}`);
  }
  if (url.username !== "" || url.password !== "") return "link carries credentials";
  url.hash = "";
  return url;
}
