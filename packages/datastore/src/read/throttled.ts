import type { Turnstile } from "./turnstile.js";

/**
 * The chunks, each made inside the turnstile. A place is held only while a chunk is made: clients that take their time keep
 * nobody out.
 */
export async function* throttled(
  chunks: AsyncGenerator<string, void, undefined>,
  turnstile: Turnstile,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  try {
    for (;;) {
      const next = await turnstile.within(signal, () => chunks.next(), true);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await chunks.return();
  }
}
