const REPLACEMENT = " ";
const ELLIPSIS = "...";
/** Longest message, in characters, that reaches a caller: it ends up in one line of a check's output. */
export const MAX_ONE_LINE_CHARS = 300;

/**
 * Makes `text` safe to show inside a check plugin's output: one line, no control or bidirectional-override characters,
 * no `|` (which would start performance data), cut to `MAX_ONE_LINE_CHARS`. Source: reference cache-manager 1.3.
 */
export function oneLine(text: string): string {
  const cleaned = text
    .replaceAll("|", "/")
    // eslint-disable-next-line no-control-regex -- control characters are exactly what must not pass
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, REPLACEMENT)
    .trim();
  if (cleaned.length <= MAX_ONE_LINE_CHARS) return cleaned;
  return cleaned.slice(0, MAX_ONE_LINE_CHARS - ELLIPSIS.length) + ELLIPSIS;
}
