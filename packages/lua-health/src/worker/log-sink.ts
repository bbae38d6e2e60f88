import type { LogLine } from "../messages.js";

/** The log lines of one run, bounded; the rest is only counted. */
export class LogSink {
  readonly #maxLines: number;
  #lines: LogLine[] = [];
  #dropped = 0;

  constructor(maxLines: number) {
    this.#maxLines = maxLines;
  }

  add(level: string, text: string): void {
    if (this.#lines.length >= this.#maxLines) this.#dropped += 1;
    else this.#lines.push({ level, text });
  }

  take(): { readonly lines: readonly LogLine[]; readonly droppedLines: number } {
    const taken = { lines: this.#lines, droppedLines: this.#dropped };
    this.#lines = [];
    this.#dropped = 0;
    return taken;
  }
}
