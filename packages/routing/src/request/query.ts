/** A name and its value; no value removes the name. */
export interface PairChange {
  readonly name: string;
  readonly value: string | undefined;
}

/**
 * The pairs of a query, in order, byte for byte. `x` and `x=` both have the value ""; empty pieces (`a&&b`) are left out.
 */
export function queryPairs(query: string): (readonly [string, string])[] {
  if (query === "") return [];
  return query.split("&").flatMap((piece) => {
    if (piece === "") return [];
    const at = piece.indexOf("=");
    return at < 0 ? [[piece, ""] as const] : [[piece.slice(0, at), piece.slice(at + 1)] as const];
  });
}

/** The values of every parameter called `name`, byte for byte. */
export function queryValues(query: string, name: string): string[] {
  return queryPairs(query).flatMap(([found, value]) => (found === name ? [value] : []));
}

/**
 * Adds parameters, overwrites those of equal names (at the place of the first), removes those without a value; several changes
 * of one name give it several values (cdn-router 5.9). Names and values are taken as they are, except that a byte no query
 * may hold, and `&`, is percent-encoded. What is not named keeps its bytes.
 */
export function changedQuery(query: string, changes: readonly PairChange[]): string {
  const waiting = new Map<string, string[]>();
  for (const { name, value } of changes) {
    const key = encoded(name, NAME_ODD);
    const pieces = waiting.get(key) ?? [];
    if (value !== undefined) pieces.push(`${key}=${encoded(value, VALUE_ODD)}`);
    waiting.set(key, pieces);
  }
  const kept = query === "" ? [] : query.split("&").flatMap((piece) => replaced(piece, waiting));
  return [...kept, ...[...waiting.values()].flat()].join("&");
}

/** The changed pieces stand where the first piece of their name stood; later ones of that name vanish. */
function replaced(piece: string, waiting: Map<string, string[]>): string[] {
  const at = piece.indexOf("=");
  const pieces = waiting.get(at < 0 ? piece : piece.slice(0, at));
  return pieces === undefined ? [piece] : pieces.splice(0);
}

const NAME_ODD = /[^!"$%'-<>-~]/gu;
const VALUE_ODD = /[^!"$%'-~]/gu;

function encoded(text: string, odd: RegExp): string {
  // A lone surrogate has no UTF-8; encodeURIComponent would throw.
  return text.toWellFormed().replace(odd, encodeURIComponent);
}
