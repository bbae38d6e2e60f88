/** Control, line-separating and direction-changing characters: they forge lines or hide text (reliability X08). */
const UNSEEN =
  // eslint-disable-next-line no-control-regex -- control characters are exactly what must not pass
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const MARK = "...";

function escaped(unseen: string): string {
  return SHORT[unseen] ?? `\\u${unseen.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Makes a text printable on one line: what cannot be seen is written as an escape such as `\n` or `\u202e`. */
export function escapeText(text: string): string {
  return text.replace(UNSEEN, escaped);
}

/** JSON on one line; characters JSON would let through unseen become `\u` escapes, so parsing gives the original. */
export function escapeJson(json: string): string {
  return json.replace(
    UNSEEN,
    (unseen) => `\\u${unseen.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** The first `maxChars` characters, `...` at the end when something was cut. */
export function cutText(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  return text.slice(0, Math.max(0, maxChars - MARK.length)) + MARK;
}
