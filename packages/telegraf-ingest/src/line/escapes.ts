import { AppError, oneLine } from "@signalbox/errors";

/**
 * Line protocol escapes by context. A backslash is no escape of itself in names and tags: it stands for itself unless one
 * of the listed characters follows. So a separator is escaped exactly when a backslash is right before it, and a text
 * that ends in a backslash, or has one before t, n, r or f, cannot be written at all.
 * Source: configuration-and-telegraf 2.5.
 */
const CONTROL: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", f: "\f" };
const CONTROL_NAMES: Readonly<Record<string, string>> = {
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
  "\f": "\\f",
};

const resolve = (_: string, escaped: string): string => CONTROL[escaped] ?? escaped;
const escape = (char: string): string => CONTROL_NAMES[char] ?? `\\${char}`;

/** Undoes the escapes of a measurement name. */
export function unescapeName(text: string): string {
  return text.includes("\\") ? text.replace(/\\([, tnrf])/g, resolve) : text;
}

/** Undoes the escapes of a tag key, a tag value or a field key. */
export function unescapeKey(text: string): string {
  return text.includes("\\") ? text.replace(/\\([,= tnrf])/g, resolve) : text;
}

/** Undoes the escapes of a quoted string, without its quotes. */
export function unescapeString(text: string): string {
  return text.includes("\\") ? text.replace(/\\(["\\])/g, "$1") : text;
}

function refuseUnwritable(what: string, text: string): void {
  if (text === "") throw new AppError("invalid_argument", `${what} is empty`);
  if (/\\$|\\[tnrf]/.test(text)) {
    const shown = oneLine(text);
    throw new AppError(
      "invalid_argument",
      `${what} '${shown}' has a backslash that cannot be kept`,
    );
  }
}

/** @throws AppError `invalid_argument` when line protocol cannot hold this name. */
export function escapeName(name: string): string {
  refuseUnwritable("measurement", name);
  if (name.startsWith("#")) {
    throw new AppError("invalid_argument", `measurement '${oneLine(name)}' would be a comment`);
  }
  return name.replace(/[, \t\n\r\f]/g, escape);
}

/** @throws AppError `invalid_argument` when line protocol cannot hold this tag key, tag value or field key. */
export function escapeKey(what: string, text: string): string {
  refuseUnwritable(what, text);
  return text.replace(/[,= \t\n\r\f]/g, escape);
}

/** Escapes a string value, without adding quotes. Any text can be written. */
export function escapeString(text: string): string {
  return text.replace(/["\\]/g, "\\$&");
}
