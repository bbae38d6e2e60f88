import { AppError } from "@signalbox/errors";

/** Where a client sends its requests, taken apart so that credentials never travel inside a text that is shown. */
export interface Target {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly isSecure: boolean;
  /** Path of the base URL without a trailing slash; empty for none. */
  readonly pathPrefix: string;
  readonly auth: { readonly username: string; readonly password: string } | undefined;
}

/** Throws AppError `invalid_argument`; the text given is not repeated, because it may hold a password. */
export function parseBaseUrl(baseUrl: string): Target {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new AppError("invalid_argument", "baseUrl is not an http:// or https:// URL");
  }
  if (url.search !== "" || url.hash !== "") {
    throw new AppError("invalid_argument", "baseUrl may not have a query or a fragment");
  }
  const hasAuth = url.username !== "" || url.password !== "";
  return {
    origin: url.origin,
    isSecure: url.protocol === "https:",
    pathPrefix: url.pathname.replace(/\/+$/, ""),
    auth: hasAuth ? { username: decode(url.username), password: decode(url.password) } : undefined,
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    throw new AppError("invalid_argument", "baseUrl has badly encoded credentials", {
      cause: error,
    });
  }
}

/**
 * The full URL of `path` at `target`. A path must start with `/`: anything else could change the host the request
 * goes to (`@elsewhere.example`).
 */
export function urlAt(target: Target, path: string, query?: Readonly<Record<string, string>>): URL {
  if (!path.startsWith("/")) {
    throw new AppError("invalid_argument", `path ${JSON.stringify(path)} does not start with "/"`);
  }
  const url = new URL(target.origin + target.pathPrefix + path);
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.append(name, value);
  return url;
}

/** How a request is named in messages: no credentials, and no query, which may carry a token. */
export function labelOf(method: string, url: URL): string {
  return `${method} ${url.origin}${url.pathname}`;
}
