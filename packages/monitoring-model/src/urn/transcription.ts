/** White space as public identifiers know it; any other is percent-encoded. */
const SPACE = /[ \t\r\n]+/g;
const OUTER_SPACE = /^ | $/g;
/** From left to right, pairs before single characters, so that `:::` is `::` and `:`. */
const TO_URN = / |\/\/|::|[+:/;'?#%]|[^\u0021-\u007e]+|["<>\\^`{|}]/g;
const FROM_URN = /[+:;]|(?:%[0-9a-fA-F]{2})+/g;

const URN_FORM: ReadonlyMap<string, string> = new Map([
  [" ", "+"],
  ["//", ":"],
  ["::", ";"],
  // Left alone by encodeURIComponent.
  ["'", "%27"],
]);
const PLAIN_FORM: ReadonlyMap<string, string> = new Map([
  ["+", " "],
  [":", "//"],
  [";", "::"],
]);

/**
 * A plain text in the form it has inside a URN: RFC 3151, and percent-encoded what no URN may hold (datastore-polling, 5.3).
 * Outer white space is dropped, inner white space becomes one `+`.
 */
export function transcribe(plain: string): string {
  return plain
    .toWellFormed()
    .replace(SPACE, " ")
    .replace(OUTER_SPACE, "")
    .replace(TO_URN, (piece) => URN_FORM.get(piece) ?? encodeURIComponent(piece));
}

/** The plain text of a part of a URN. Escapes that are no UTF-8 stay as they are. */
export function untranscribe(part: string): string {
  return part.replace(FROM_URN, (piece) => PLAIN_FORM.get(piece) ?? decoded(piece));
}

function decoded(escapes: string): string {
  try {
    return decodeURIComponent(escapes);
  } catch {
    return escapes;
  }
}
