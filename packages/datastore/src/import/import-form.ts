import { OPEN_LIST, OPEN_OBJECT } from "../ingest/json/json-bytes.js";

/** How the data of an import is written. */
export type ImportForm = "json" | "lines";

const SPACE = 32;
/** Bytes of a byte order mark. */
const MARK: ReadonlySet<number> = new Set([0xef, 0xbb, 0xbf]);

/** White space, or part of a byte order mark: what may stand before the data and is none. */
export const isBeforeData = (code: number): boolean => code <= SPACE || MARK.has(code);

/** By how the text begins; undefined while nothing has come but what stands before the data. */
export function formOf(start: Buffer): ImportForm | undefined {
  const first = start.find((code) => !isBeforeData(code));
  if (first === undefined) return undefined;
  return first === OPEN_LIST || first === OPEN_OBJECT ? "json" : "lines";
}

/** Looks at the first bytes and hands all of them on. */
export async function sniffed(
  chunks: AsyncIterable<Buffer>,
): Promise<{ readonly form: ImportForm; readonly chunks: AsyncIterable<Buffer> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  for (;;) {
    const next = await iterator.next();
    if (next.done === true) return { form: "json", chunks: empty() };
    const form = formOf(next.value);
    if (form !== undefined) return { form, chunks: behind(next.value, iterator) };
  }
}

async function* empty(): AsyncGenerator<Buffer, void, undefined> {
  // Nothing came.
}

async function* behind(
  first: Buffer,
  rest: AsyncIterator<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
