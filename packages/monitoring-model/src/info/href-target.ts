import { isInfoType, type InfoType } from "./info-type.js";

const INFO_PATH = /\/info\/([a-z]+)\/(.+)$/;
const LAST_COMPONENT = /([^/]+)\/*$/;
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i;

/** What a reference's URL says of the object it leads to; either may be unknown. */
export interface HrefTarget {
  readonly type?: InfoType;
  readonly id?: string;
}

/** Percent-decodes once; a text that is not well-formed stays as it is. */
function decoded(text: string): string {
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
  const [, type, rest] = INFO_PATH.exec(path) ?? [];
  if (isInfoType(type) && rest !== undefined) return { type, id: decoded(rest) };
  const last = LAST_COMPONENT.exec(path)?.[1];
  return last === undefined ? {} : { id: decoded(last) };
}
