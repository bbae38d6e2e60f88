import { isInfoType, type InfoType } from "./info-type.js";

const INFO = "/info/";
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i;

/** What a reference's URL says of the object it leads to; either may be unknown. */
export interface HrefTarget {
  readonly type?: InfoType;
  readonly id?: string;
}

/** Percent-decodes once; a text that is not well-formed stays as it is. */
function decoded(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function isUrn(text: string): boolean {
  return /^urn:/i.test(text);
}

/**
 * Reads `…/info/<type>/<id>`, where the id may contain slashes, and the other shapes in use (`/nodes/<id>`,
 * `/info/aggregates/<id>`; datastore-polling, 10), whose last component is the id. A URN in the place of a URL says neither.
 */
export function readHref(href: string): HrefTarget {
  if (isUrn(href)) return {};
  const path = href.replace(ORIGIN, "").replace(/[?#].*$/s, "");
  const asked = infoPath(path);
  if (asked !== undefined) return asked;
  const id = lastComponent(path);
  return id === "" ? {} : { id: decoded(id) };
}

function infoPath(path: string): HrefTarget | undefined {
  const begin = path.indexOf(INFO);
  const slash = begin === -1 ? -1 : path.indexOf("/", begin + INFO.length);
  if (slash === -1 || slash === path.length - 1) return undefined;
  const type = path.slice(begin + INFO.length, slash);
  return isInfoType(type) ? { type, id: decoded(path.slice(slash + 1)) } : undefined;
}

/** Without a regular expression: one that looks for the end would try every place, and others choose these texts. */
function lastComponent(path: string): string {
  let end = path.length;
  while (path[end - 1] === "/") end--;
  return path.slice(path.lastIndexOf("/", end - 1) + 1, end);
}
