/** Controls, invisible formats such as bidirectional overrides, lone surrogates, line and paragraph separators. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const MAX_SHOWN_CHARS = 1_000;
const HEX = 16;
const UNICODE_DIGITS = 4;

/** A text out of a file or the command line, fit for one line of a terminal. Cut to 1000 characters. */
export function printable(text: string): string {
  const cut = text.length > MAX_SHOWN_CHARS ? `${text.slice(0, MAX_SHOWN_CHARS)}...` : text;
  return cut.replace(UNSEEN, asEscapes);
}

/** JSON for a terminal: what `JSON.stringify` leaves as it is but a terminal would obey is written as an escape. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(UNSEEN, (unseen) =>
    unseen === "\n" ? unseen : asEscapes(unseen),
  );
}

/** Unit by unit of UTF-16, so that the result is valid inside JSON too. */
function asEscapes(unseen: string): string {
  let escapes = "";
  for (let at = 0; at < unseen.length; at++) {
    escapes += `\\u${unseen.charCodeAt(at).toString(HEX).padStart(UNICODE_DIGITS, "0")}`;
  }
  return escapes;
}
