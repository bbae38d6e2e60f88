/** Fewest single-character insertions, deletions and replacements that turn `from` into `to`. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [above, letter] of Array.from(from).entries()) {
    const next = [above + 1];
    for (const [left, other] of Array.from(to).entries()) {
      const replaced = (row[left] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[left + 1] ?? 0) + 1, (next[left] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

const MAX_COMPARED_CHARS = 40;

/** The known name closest to a mistyped one, or undefined when nothing is close (a third of its letters, at least 2). */
export function nearest(given: string, known: readonly string[]): string | undefined {
  if (given.length > MAX_COMPARED_CHARS) return undefined;
  const limit = Math.max(2, Math.floor(given.length / 3));
  let best: { name: string; steps: number } | undefined;
  for (const name of known) {
    const steps = distance(given, name);
    if (steps <= limit && (best === undefined || steps < best.steps)) best = { name, steps };
  }
  return best?.name;
}

/** ` (did you mean --ttl?)`, or nothing. */
export function didYouMean(given: string, known: readonly string[]): string {
  const name = nearest(given, known);
  return name === undefined ? "" : ` (did you mean ${name}?)`;
}
