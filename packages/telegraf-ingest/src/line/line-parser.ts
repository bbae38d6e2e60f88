import { oneLine } from "@signalbox/errors";
import type { Instant } from "../instant.js";
import type { Point } from "../point.js";
import type { Precision } from "../precision.js";
import type { Fault, LineError } from "./line-error.js";
import { DEFAULT_LINE_LIMITS, type LineLimits } from "./line-limits.js";
import { LineReader } from "./line-reader.js";
import { LineScanner } from "./line-scanner.js";
import { NameCache } from "./name-cache.js";

/** What became of a body of line protocol. */
export interface LineReport {
  /** Lines that gave a point. */
  readonly points: number;
  /** Lines that could not be read. */
  readonly bad: number;
  /** The first of the bad lines, at most `maxErrorsKept`, in order. */
  readonly errors: readonly LineError[];
}

export interface LineParserOptions {
  /** Gets each point as soon as its line is complete. */
  readonly onPoint: (point: Point) => void;
  /** The time of lines without one: when the request came. */
  readonly arrival: Instant;
  /** The unit of the times; default `ns`. */
  readonly precision?: Precision;
  readonly limits?: Partial<LineLimits>;
  /** Shared by all parsers of a service; without it names are parsed anew in each body. */
  readonly cache?: NameCache;
}

/** A chunk is looked at in pieces of this size: the text made of it lives as long as the piece is worked on. */
const PIECE_BYTES = 256 * 1024;
const NONE = -1;

/**
 * Reads line protocol as it arrives. Bytes may be cut anywhere. A bad line is reported and costs only itself: when it
 * holds an open quote, reading goes on behind its first line feed, and up to the next quote without strings of several
 * lines. Never throws.
 * Source: configuration-and-telegraf 2.5, 3.6.
 */
export class LineParser {
  readonly #onPoint: (point: Point) => void;
  readonly #limits: LineLimits;
  readonly #reader: LineReader;
  readonly #scanner = new LineScanner();
  /** What has come of the line under way, in the pieces it came in. */
  #parts: string[] = [];
  #heldBytes = 0;
  /** The line under way is too long and has been reported; skip to its end. */
  #isSkipping = false;
  /** Where a bad line with line feeds in it ended: up to here every line feed ends a line, in quotes or not. */
  #plainUntil = 0;
  #line = 1;
  #points = 0;
  #bad = 0;
  readonly #errors: LineError[] = [];

  constructor(options: LineParserOptions) {
    this.#onPoint = options.onPoint;
    this.#limits = { ...DEFAULT_LINE_LIMITS, ...options.limits };
    this.#reader = new LineReader({
      limits: this.#limits,
      cache: options.cache ?? new NameCache(),
      arrival: options.arrival,
      precision: options.precision ?? "ns",
    });
  }

  /** Takes the next bytes. They are not kept: the caller may reuse the memory. */
  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
      this.#take(bytes.toString("latin1", from, from + PIECE_BYTES));
    }
  }

  /** Reads what is left, a last line without a line feed, and reports. Call once. */
  end(): LineReport {
    this.#consume(this.#joined(), true);
    return { points: this.#points, bad: this.#bad, errors: this.#errors };
  }

  #take(text: string): void {
    this.#parts.push(text);
    this.#heldBytes += text.length;
    // Without a line feed nothing can be complete; joining only then keeps a line that comes byte by byte cheap.
    if (text.includes("\n") || this.#heldBytes > this.#limits.maxLineBytes) {
      const all = this.#joined();
      this.#keep(all.slice(this.#consume(all, false)));
    }
  }

  #joined(): string {
    return this.#parts.length === 1 ? (this.#parts[0] ?? "") : this.#parts.join("");
  }

  #keep(rest: string): void {
    this.#parts = rest === "" ? [] : [rest];
    this.#heldBytes = rest.length;
  }

  /** @returns how much of the text is dealt with: all when `isEnd`, else up to the line that is not whole yet. */
  #consume(text: string, isEnd: boolean): number {
    const { maxLineBytes } = this.#limits;
    let start = 0;
    let quote = text.indexOf('"');
    while (start < text.length) {
      const feed = text.indexOf("\n", start);
      if (this.#isSkipping) {
        start = feed < 0 ? text.length : this.#next(feed + 1);
        continue;
      }
      if (quote !== NONE && quote < start) quote = text.indexOf('"', start);
      const hasQuote = quote !== NONE && (feed < 0 || quote < feed);
      const mayGoOn = hasQuote && start >= this.#plainUntil;
      let end = mayGoOn ? this.#scanner.findEnd(text, start, maxLineBytes) : feed;
      if (end < 0) {
        if (!isEnd && text.length - start <= maxLineBytes) break;
        end = text.length;
      }
      start = this.#readLine(text, start, end, feed);
    }
    this.#plainUntil = Math.max(this.#plainUntil - start, 0);
    return start;
  }

  /**
   * @param feed The first line feed from `start` on, or -1; before `end` when a quoted string has line feeds.
   * @returns where the next line starts.
   */
  #readLine(text: string, start: number, end: number, feed: number): number {
    const fault = this.#tryLine(text, start, end);
    if (!fault) {
      for (let at = feed; at >= 0 && at < end; at = text.indexOf("\n", at + 1)) this.#line++;
      return this.#next(end + 1);
    }
    this.#report(fault);
    if (feed < 0) {
      this.#isSkipping = true;
      return text.length;
    }
    // Otherwise a text of open quotes would be looked at again from each of its lines to the end of the limit.
    if (feed < end) this.#plainUntil = Math.min(end, start + this.#limits.maxLineBytes + 1);
    return this.#next(feed + 1);
  }

  #tryLine(text: string, start: number, end: number): Fault | undefined {
    const { maxLineBytes } = this.#limits;
    if (end - start > maxLineBytes) {
      return { reason: "too_long", text: `longer than ${maxLineBytes} bytes` };
    }
    const read = this.#reader.read(text, start, end);
    if (read === undefined) return undefined;
    if ("reason" in read) return read;
    this.#points++;
    this.#onPoint(read);
    return undefined;
  }

  #report(fault: Fault): void {
    this.#bad++;
    if (this.#errors.length < this.#limits.maxErrorsKept) {
      this.#errors.push({ line: this.#line, reason: fault.reason, text: oneLine(fault.text) });
    }
  }

  #next(start: number): number {
    this.#line++;
    this.#isSkipping = false;
    this.#scanner.reset();
    return start;
  }
}
