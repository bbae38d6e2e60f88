import { AppError } from "@signalbox/errors";
import { URN_PREFIX } from "./urn.js";

/** One entry of a certificate's subject alternative name. */
export interface AltName {
  /** As Node writes it: `DNS`, `email`, `URI`, `IP Address`, `Registered ID`, `DirName`, `othername`, … */
  readonly kind: string;
  readonly value: string;
}

export interface AltNameLimits {
  /** Length of the text; default 65,536. */
  readonly maxTextChars: number;
  /** Entries; default 1000. */
  readonly maxNames: number;
}

export const DEFAULT_ALT_NAME_LIMITS: AltNameLimits = { maxTextChars: 65_536, maxNames: 1000 };

const KIND = /[A-Za-z][A-Za-z0-9 ]*(?=:)/y;
/** Without quotes Node writes only values that hold neither comma, quote, backslash nor a control character. */
const BARE = /[^,"'\\\p{Cc}]*/uy;
const QUOTED = /"(?:[^"\\\p{Cc}]|\\["\\/bfnrtu])*"/uy;
const SEPARATOR = ", ";

/**
 * Reads `X509Certificate.subjectAltName` as Node (18 and later) writes it: `kind:value`, separated by a comma and a space, where a
 * value that could be misread stands in quotes as a JSON string. What stands inside the quotes never begins an entry.
 *
 * @throws AppError `invalid_argument` when the text is not exactly of this form, or beyond a limit
 */
export function readSubjectAltName(
  text: string,
  limits: Partial<AltNameLimits> = {},
): readonly AltName[] {
  const { maxTextChars, maxNames } = { ...DEFAULT_ALT_NAME_LIMITS, ...limits };
  if (text.length > maxTextChars) fail(`has ${text.length} characters, limit is ${maxTextChars}`);
  const names: AltName[] = [];
  for (let at = 0; at < text.length;) {
    if (names.length === maxNames) fail(`has more than ${maxNames} entries`);
    const { name, end } = entryAt(text, at);
    names.push(name);
    at = end === text.length ? end : separatorAt(text, end);
  }
  return names;
}

function fail(problem: string): never {
  throw new AppError("invalid_argument", `subject alternative name ${problem}`);
}

function separatorAt(text: string, at: number): number {
  const end = at + SEPARATOR.length;
  // A separator must be followed by an entry.
  if (!text.startsWith(SEPARATOR, at) || end === text.length)
    fail(`has no further entry at character ${at + 1}`);
  return end;
}

function entryAt(text: string, at: number): { readonly name: AltName; readonly end: number } {
  const kind = match(KIND, text, at);
  if (kind === undefined) fail(`has no kind of entry at character ${at + 1}`);
  const start = at + kind.length + 1;
  if (text[start] !== '"') {
    const value = match(BARE, text, start) ?? "";
    return { name: { kind, value }, end: start + value.length };
  }
  const quoted = match(QUOTED, text, start);
  const value = quoted === undefined ? undefined : unquoted(quoted);
  if (quoted === undefined || value === undefined)
    return fail(`has a malformed quoted entry at character ${start + 1}`);
  return { name: { kind, value }, end: start + quoted.length };
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function unquoted(json: string): string | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

const VISIBLE = /^[\u0021-\u007e]+$/;

/**
 * The URNs a certificate gives its holder (datastore-polling, 9.27): all entries of kind `URI` that begin with
 * `urn:publicid:IDN+` and hold visible ASCII only, as written. None when the text cannot be read.
 */
export function urnsOf(subjectAltName: string | undefined): readonly string[] {
  if (subjectAltName === undefined) return [];
  return readOrNone(subjectAltName).flatMap(({ kind, value }) =>
    kind === "URI" && isUrnOfHolder(value) ? [value] : [],
  );
}

/** Whether a text can stand for someone: it has the prefix, something after it, and only visible ASCII. */
export function isUrnOfHolder(text: string): boolean {
  return text.startsWith(URN_PREFIX) && text.length > URN_PREFIX.length && VISIBLE.test(text);
}

function readOrNone(text: string): readonly AltName[] {
  try {
    return readSubjectAltName(text);
  } catch (reason) {
    if (reason instanceof AppError) return [];
    throw reason;
  }
}
