/**
 * Compiles a `stringMatch` pattern (cdn-router 4.3): `*` stands for any run of characters, also none and also `/`; nothing else is
 * special; it must cover the whole value. Letter case does not count: the answer expects the value in lower case. Each piece
 * is looked for once, from left to right, and never given back, so there is nothing to backtrack.
 */
export function compileWildcard(pattern: string): (lowered: string) => boolean {
  const [first = "", ...rest] = pattern.toLowerCase().split("*");
  const last = rest.pop();
  if (last === undefined) return (lowered) => lowered === first;
  const middle = rest.filter((piece) => piece !== "");
  const fixedChars = first.length + last.length;
  return (lowered) =>
    lowered.length >= fixedChars &&
    lowered.startsWith(first) &&
    lowered.endsWith(last) &&
    holdsInOrder(lowered, middle, first.length, lowered.length - last.length);
}

function holdsInOrder(
  text: string,
  pieces: readonly string[],
  start: number,
  end: number,
): boolean {
  let at = start;
  for (const piece of pieces) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}
