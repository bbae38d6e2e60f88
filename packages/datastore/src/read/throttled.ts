import type { Turnstile } from "./turnstile.js";

/**
 * The chunks, each made inside the turnstile. A place is held only while a chunk is made: clients that take their time keep
 * nobody out. How many such replies there are at once is bounded, too; one too many is refused before its first chunk.
 *
 * @throws AppError `unavailable`
 */
export async function* throttled(
  chunks: AsyncGenerator<string, void, undefined>,
  turnstile: Turnstile,
  { signal, who }: { readonly signal: AbortSignal; readonly who: string },
): AsyncGenerator<string, void, undefined> {
  const end = turnstile.beginStream(who);
  try {
    for (;;) {
      const next = await turnstile.within(signal, { who, hasBegun: true }, () => chunks.next());
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    end();
    await chunks.return();
  }
}
