const NEWLINE = 0x0a;
/** Longer lines are passed over: a request line has 8 KiB at most. */
export const MAX_LINE_BYTES = 65_536;

/**
 * Splits bytes into lines, holding no more than one line at a time. Each byte becomes one character, as in HTTP headers.
 *
 * @returns undefined in place of a line longer than `MAX_LINE_BYTES`
 */
export async function* readLines(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
): AsyncGenerator<string | undefined> {
  let rest = Buffer.alloc(0);
  let isTooLong = false;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      yield lineOf(rest, chunk.subarray(start, end), isTooLong);
      rest = Buffer.alloc(0);
      isTooLong = false;
      start = end + 1;
    }
    isTooLong ||= rest.length + chunk.length - start > MAX_LINE_BYTES;
    rest = isTooLong ? Buffer.alloc(0) : Buffer.concat([rest, chunk.subarray(start)]);
  }
  if (rest.length > 0 || isTooLong) yield lineOf(rest, Buffer.alloc(0), isTooLong);
}

function lineOf(start: Buffer, end: Buffer, isTooLong: boolean): string | undefined {
  if (isTooLong || start.length + end.length > MAX_LINE_BYTES) return undefined;
  const line = Buffer.concat([start, end]).toString("latin1");
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
