import type { Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import type { SeriesPoints } from "@signalbox/timeseries-store";
import type { ReplyWriter } from "./reply-writers.js";

/** Text of a reply that is held in memory before it is sent. */
const MAX_BUFFERED_CHARS = 4_000_000;
/** Text that is sent in one go: small items are put together. */
const CHUNK_CHARS = 32_768;
/** How long text is written before others have their turn. */
const TURN_MS = 8;

/** The whole text. @returns undefined when there are more points, or characters, than may be gathered */
export async function gather(
  pieces: AsyncIterable<SeriesPoints>,
  writer: ReplyWriter,
  options: { readonly maxPoints: number; readonly clock: Clock },
): Promise<string | undefined> {
  const breath = new Breath(options.clock);
  const parts: string[] = [];
  let points = 0;
  let chars = 0;
  for await (const piece of pieces) {
    points += piece.ts.length;
    if (points > options.maxPoints || chars > MAX_BUFFERED_CHARS) return undefined;
    const text = writer.write(piece);
    chars += text.length;
    parts.push(text);
    if (breath.isDue()) await breath.take();
  }
  parts.push(writer.end());
  return parts.join("");
}

/** The text in chunks of some size, made as they are asked for. */
export async function* chunksOf(
  pieces: AsyncIterable<SeriesPoints>,
  writer: ReplyWriter,
  clock: Clock,
): AsyncGenerator<string, void, undefined> {
  const breath = new Breath(clock);
  let chunk = "";
  for await (const piece of pieces) {
    chunk += writer.write(piece);
    if (breath.isDue()) await breath.take();
    if (chunk.length < CHUNK_CHARS) continue;
    yield chunk;
    chunk = "";
  }
  chunk += writer.end();
  if (chunk !== "") yield chunk;
}

/** Gives others a turn of the event loop now and then. */
class Breath {
  readonly #clock: Clock;
  #sinceMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#sinceMs = clock.monotonicMs();
  }

  isDue(): boolean {
    return this.#clock.monotonicMs() - this.#sinceMs > TURN_MS;
  }

  async take(): Promise<void> {
    await new Promise<void>((resolve) => void this.#clock.soon(resolve));
    this.#sinceMs = this.#clock.monotonicMs();
  }
}

/** @throws AppError `item_too_large` that names the limit and what helps */
export function tooManyPoints(limit: number): AppError {
  return new AppError(
    "item_too_large",
    `query has more than ${limit} points, limit is ${limit} (data.max_points); ask for less time, for steps (step), or for application/x-ndjson`,
  );
}
