/** Controls, invisible formats (bidirectional overrides among them), lone surrogates, line and paragraph separators. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const MAX_SHOWN_CHARS = 400;
const UNICODE_DIGITS = 4;

/**
 * A text from elsewhere, fit for one line of a terminal: what could steer it is written out, what is long is cut. Source:
 * reference reliability X08.
 *
 * @param maxChars characters kept; default 400
 */
export function printable(text: string, maxChars = MAX_SHOWN_CHARS): string {
  const cut = text.length > maxChars ? `${text.slice(0, maxChars)}...` : text;
  return cut.replace(UNSEEN, escaped);
}

/** JSON that is fit for a terminal too: `JSON.stringify` leaves everything from U+007F on as it is. */
export function printableJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(UNSEEN, (unseen) =>
    unseen === "\n" ? unseen : escaped(unseen),
  );
}

/** By UTF-16 units, as JSON does. */
function escaped(text: string): string {
  return Array.from({ length: text.length }, (_, at) => {
    const code = text.charCodeAt(at).toString(16).padStart(UNICODE_DIGITS, "0");
    return `\\u${code}`;
  }).join("");
}
