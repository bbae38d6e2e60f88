/** The part of a URL after the host, byte for byte as the client sent it. */
export interface Target {
  readonly path: string;
  /** Without the `?`. */
  readonly query: string;
}

export type TargetVerdict =
  | { readonly ok: true; readonly target: Target }
  | { readonly ok: false; readonly status: 400; readonly reason: string };

/** Longest request target, in characters. A pattern is never run over more than that (4.3). */
export const MAX_TARGET_CHARS = 8_192;

/**
 * One slash, not followed by a second one or a backslash (browsers read both as the start of a host); then visible ASCII, without
 * `\` in the path and without `#` anywhere: a fragment is never sent.
 */
const TARGET = /^\/(?![/\\])[!"$->@-[\]-~]*(?:\?[!"$-~]*)?$/;
const FIRST_ODD = /[^!-~]/;

/**
 * Reads a request target in origin form. What is fine is kept byte for byte: no decoding, no normalising of `.`, `..`, `%2f` or of
 * `//` after the first segment. Everything else is refused with 400 and a reason that does not repeat the target, which may
 * hold a token. Source: reference cdn-router 1.4 and 1.5, reliability 2.3.
 */
export function readTarget(text: string): TargetVerdict {
  if (text.length > MAX_TARGET_CHARS) {
    return refused(`has ${text.length} characters, limit is ${MAX_TARGET_CHARS}`);
  }
  if (!TARGET.test(text)) return refused(faultOf(text));
  const mark = text.indexOf("?");
  if (mark < 0) return { ok: true, target: { path: text, query: "" } };
  return { ok: true, target: { path: text.slice(0, mark), query: text.slice(mark + 1) } };
}

function faultOf(text: string): string {
  if (!text.startsWith("/")) return "must be a path starting with /";
  const odd = FIRST_ODD.exec(text);
  if (odd) {
    const code = (odd[0].codePointAt(0) ?? 0).toString(16).padStart(2, "0");
    return `has the character 0x${code} at ${odd.index}: only visible ASCII is accepted`;
  }
  if (text.startsWith("//")) return "starts with //, which names a host";
  if (text.includes("#")) return "has a fragment";
  return "has a backslash in its path";
}

function refused(fault: string): TargetVerdict {
  return { ok: false, status: 400, reason: `request target ${fault}` };
}
