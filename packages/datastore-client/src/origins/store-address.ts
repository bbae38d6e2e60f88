import { AppError } from "@signalbox/errors";

/** @throws AppError `invalid_argument`; the text is not repeated, because it may hold a password */
export function readStoreUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new AppError("invalid_argument", "url is not an http:// or https:// URL");
  }
  if (url.username !== "" || url.password !== "") {
    throw new AppError("invalid_argument", "url may not hold credentials; use a certificate");
  }
  if (url.search !== "" || url.hash !== "") {
    throw new AppError("invalid_argument", "url may not have a query or a fragment");
  }
  return url;
}

/** URL of an info query (datastore-polling, 2.1). @throws AppError `invalid_argument` for an id that no path can hold */
export function infoUrl(storeUrl: URL, type: string, id: string): URL {
  return new URL(`${prefixOf(storeUrl)}/info/${encodeURIComponent(type)}/${encodeId(id)}`);
}

/** Where data queries go when no `measRef` says otherwise (datastore-polling, 3.1). */
export function dataUrl(storeUrl: URL): URL {
  return new URL(`${prefixOf(storeUrl)}/data/`);
}

export function rootUrl(storeUrl: URL): URL {
  return new URL(`${prefixOf(storeUrl)}/`);
}

function prefixOf(url: URL): string {
  return url.origin + url.pathname.replace(/\/+$/, "");
}

/** Slashes stay slashes: web servers in front of a store often refuse `%2F`. */
function encodeId(id: string): string {
  const parts = id.split("/");
  if (id === "" || parts.some((part) => part === "." || part === "..")) {
    throw new AppError("invalid_argument", `id ${JSON.stringify(id)} cannot stand in a path`);
  }
  try {
    return parts.map(encodeURIComponent).join("/");
  } catch (error) {
    throw new AppError("invalid_argument", "id has half a surrogate pair", { cause: error });
  }
}

/** What stands below a store's URL, but for its prefix. */
const BELOW_STORE = /^(.*)\/(?:info\/[a-z]+\/.+|data\/?)$/;

/**
 * The store that the URL of an info or a data query belongs to: what stands before its last `/info/<type>/` or before `/data`; any
 * other URL as it is. The query is dropped.
 *
 * @throws AppError `invalid_argument` when it is no http(s) URL
 */
export function storeUrlOf(url: string): URL {
  const whole = readStoreUrl(url.replace(/[?#].*$/s, ""));
  const prefix = BELOW_STORE.exec(whole.pathname)?.[1];
  if (prefix !== undefined) whole.pathname = prefix === "" ? "/" : prefix;
  return whole;
}
