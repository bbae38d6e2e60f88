import { AppError } from "@signalbox/errors";
import { transcribe } from "./transcription.js";

/** `urn:publicid:IDN+<authority>+<type>+<name>` in its parts, each as it stands in the URN (datastore-polling, 5.3). */
export interface Urn {
  /** Sub-authorities follow after `:`, as in `ch.example.net:project`. */
  readonly authority: string;
  /** Such as `tool`, `user`, `slice`, `node`. */
  readonly type: string;
  /** May hold `+`. */
  readonly name: string;
}

/** What every URN here begins with. */
export const URN_PREFIX = "urn:publicid:IDN+";

const PARTS = /^([^+]+)\+([^+]+)\+(.+)$/;
/** Visible ASCII but for what RFC 8141 leaves out, and `%` only before two hexadecimal digits. */
const LEGAL = /^(?:[!$&-;=?-Z_a-z~@]|%[0-9a-fA-F]{2})+$/;

/** Reads a URN that is exactly in form, upper and lower case included. @returns undefined for anything else */
export function parseUrn(text: string): Urn | undefined {
  return text.startsWith(URN_PREFIX) ? partsOf(text.slice(URN_PREFIX.length)) : undefined;
}

function partsOf(rest: string): Urn | undefined {
  const [, authority, type, name] = LEGAL.test(rest) ? (PARTS.exec(rest) ?? []) : [];
  if (authority === undefined || type === undefined || name === undefined) return undefined;
  return { authority, type, name };
}

/** @throws AppError `invalid_argument` when a part is empty or holds what it must not */
export function formatUrn(urn: Urn): string {
  const text = `${URN_PREFIX}${urn.authority}+${urn.type}+${urn.name}`;
  const read = parseUrn(text);
  if (read?.authority === urn.authority && read.type === urn.type) return text;
  throw new AppError("invalid_argument", `not the parts of a URN: ${JSON.stringify(text)}`);
}

/**
 * The URN of something with a plain name; type and name are transcribed, the authority is taken as it stands.
 *
 * @throws AppError `invalid_argument` when a part is empty or the authority is malformed
 */
export function createUrn(plain: Urn): string {
  const { authority, type, name } = plain;
  return formatUrn({ authority, type: transcribe(type), name: transcribe(name) });
}

/** A URN that was malformed in a known way, in its right form. */
export interface UrnReading {
  readonly urn: Urn;
  /** `urn` as text. */
  readonly text: string;
  /** Whether the text was not in this form. */
  readonly isRepaired: boolean;
}

/** `urn:publicid+IDN+…`, `FAKE-URN:publicid:IDN+…`, other case, `URI:` in front. */
const TOLERATED_PREFIX = /^(?:URI:)?(?:FAKE-)?urn:publicid[:+]IDN\+/i;

/**
 * Reads a URN as `parseUrn`, and the malformed ones that are in use (datastore-polling, 5.3). For data only: what lets someone in
 * is compared exactly.
 */
export function readUrn(text: string): UrnReading | undefined {
  const trimmed = text.trim();
  const prefix = TOLERATED_PREFIX.exec(trimmed)?.[0];
  const urn = prefix === undefined ? undefined : partsOf(trimmed.slice(prefix.length));
  if (!urn) return undefined;
  const right = formatUrn(urn);
  return { urn, text: right, isRepaired: right !== text };
}

const MALFORMED_ESCAPE = /%(?![0-9a-fA-F]{2})/;
const ESCAPE = /%[0-9a-fA-F]{2}/g;
const UNRESERVED = /^[A-Za-z0-9._~-]$/;

/**
 * The form in which two URNs are compared (datastore-polling, 9.27): escapes of letters, digits and `-._~` are undone, the others
 * have upper-case digits; nothing else changes. A text with a malformed escape stays as it is.
 */
export function normalizeUrn(text: string): string {
  if (MALFORMED_ESCAPE.test(text)) return text;
  return text.replace(ESCAPE, (escape) => {
    const char = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return UNRESERVED.test(char) ? char : escape.toUpperCase();
  });
}
