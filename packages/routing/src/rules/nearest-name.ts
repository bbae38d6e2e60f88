const MAX_NAME_CHARS = 64;
const MAX_CANDIDATES = 10_000;

/** `, did you mean "x"`, or nothing when no known name is close. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? "" : `, did you mean "${nearest}"`;
}

/**
 * The known name with the fewest edits, when these are at most a third of its length; bounded work for any input. Letter
 * case and `-` for `_` do not count as edits.
 */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  if (name.length > MAX_NAME_CHARS) return undefined;
  let best: string | undefined;
  let fewest = Math.max(1, Math.floor(name.length / 3)) + 1;
  let looked = 0;
  for (const candidate of known) {
    if (++looked > MAX_CANDIDATES) break;
    if (Math.abs(candidate.length - name.length) >= fewest) continue;
    const edits = editDistance(folded(name), folded(candidate));
    if (edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best;
}

const folded = (name: string): string => name.toLowerCase().replaceAll("-", "_");

function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const replaced = (row[j] ?? 0) + (from[i] === to[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
