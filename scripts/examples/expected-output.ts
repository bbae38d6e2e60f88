const HEADING = /^(?:\/\/|#) Output:$/;
const COMMENT = /^(?:\/\/|#) ?/;

/**
 * The output an example promises: the comment block at its end that starts with `Output:`. In a line, `...` stands for
 * anything. Undefined when there is no such block.
 */
export function expectedOutput(source: string): string[] | undefined {
  const lines = source.trimEnd().split("\n");
  const heading = lines.findLastIndex((line) => HEADING.test(line));
  if (heading < 0) return undefined;
  return lines.slice(heading + 1).map((line) => line.replace(COMMENT, ""));
}

/** The first difference between what was promised and what was printed, in words; undefined for none. */
export function difference(expected: readonly string[], stdout: string): string | undefined {
  const printed = stdout.trimEnd().split("\n");
  for (let at = 0; at < Math.max(expected.length, printed.length); at += 1) {
    const want = expected[at];
    const got = printed[at];
    if (want === undefined || got === undefined || !matches(want, got)) {
      return `line ${at + 1}: expected ${quoted(want)}, got ${quoted(got)}`;
    }
  }
  return undefined;
}

const quoted = (line: string | undefined): string =>
  line === undefined ? "no line" : JSON.stringify(line);

function matches(want: string, got: string): boolean {
  const pattern = want
    .split("...")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${pattern}$`).test(got);
}
