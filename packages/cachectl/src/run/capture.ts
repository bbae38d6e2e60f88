import type { Output } from "../shell.js";

/** The two streams of a command, and where each goes when it cannot be kept. */
export type StreamName = "out" | "err";

export interface CaptureOptions {
  /** Bound on both streams together. */
  readonly maxBytes: number;
  readonly out: Output;
  readonly err: Output;
  /** Called once, before the first byte is passed on. */
  readonly onOverflow: () => void;
}

/**
 * Keeps a command's output until it ends, up to a bound. Above it everything kept so far is written out and the rest is
 * passed on as it comes: memory stays bounded and the reader still gets every byte in order.
 */
export class Capture {
  readonly #options: CaptureOptions;
  readonly #chunks: Record<StreamName, Buffer[]> = { out: [], err: [] };
  #bytes = 0;
  #hasOverflowed = false;

  constructor(options: CaptureOptions) {
    this.#options = options;
  }

  get hasOverflowed(): boolean {
    return this.#hasOverflowed;
  }

  /** Resolves when the next chunk may come: at once while keeping, after the write when passing on. */
  async take(stream: StreamName, chunk: Buffer): Promise<void> {
    if (this.#hasOverflowed) return this.#options[stream].write(chunk);
    this.#chunks[stream].push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes > this.#options.maxBytes) await this.#passOn();
  }

  /** What was kept; empty after an overflow. */
  kept(stream: StreamName): Buffer {
    return Buffer.concat(this.#chunks[stream]);
  }

  async #passOn(): Promise<void> {
    this.#hasOverflowed = true;
    this.#options.onOverflow();
    const { out, err } = { out: this.kept("out"), err: this.kept("err") };
    this.#chunks.out = [];
    this.#chunks.err = [];
    // Both writes are begun before either is awaited: a chunk of the other stream must not overtake what was kept.
    await Promise.all([this.#options.out.write(out), this.#options.err.write(err)]);
  }
}
