import { AppError } from "@signalbox/errors";
import { numberIn, type JsonNumber } from "./json-number.js";

export const QUOTE = 34;
export const COMMA = 44;
export const COLON = 58;
export const OPEN_LIST = 91;
export const CLOSE_LIST = 93;
export const OPEN_OBJECT = 123;
export const CLOSE_OBJECT = 125;
const BACKSLASH = 92;
const SPACE = 32;
const NO_BYTE = -1;
/** More than any double needs, written in full. */
const MAX_NUMBER_BYTES = 1100;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;

/** What one value may cost. */
export interface ValueLimits {
  readonly maxBytes: number;
  /** Lists and objects in each other. */
  readonly maxDepth: number;
}

/** Only these occur in a number; what they make is looked at afterwards. */
function isPartOfNumber(code: number): boolean {
  // Digits, + - . and e E.
  return (
    (code >= 48 && code <= 57) ||
    code === 43 ||
    code === 45 ||
    code === 46 ||
    code === 69 ||
    code === 101
  );
}

/**
 * A place in JSON text, in bytes: for bodies of many numbers, of which no objects are to be made. It reads what it is asked
 * for; what it steps over is only looked at as far as needed to find its end.
 */
export class JsonBytes {
  readonly bytes: Buffer;
  /** Of the next byte. */
  at: number;
  readonly #number: JsonNumber = { value: 0, isExact: true };

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.at = BYTE_ORDER_MARK.every((byte, at) => bytes[at] === byte) ? BYTE_ORDER_MARK.length : 0;
  }

  /** The next byte that is not white space, without taking it; -1 at the end. */
  peek(): number {
    const { bytes } = this;
    let { at } = this;
    while (at < bytes.length && (bytes[at] ?? 0) <= SPACE) at++;
    this.at = at;
    return bytes[at] ?? NO_BYTE;
  }

  /** Takes the next byte if it is this one. */
  take(code: number): boolean {
    if (this.peek() !== code) return false;
    this.at++;
    return true;
  }

  /** @throws AppError `invalid_argument` unless the next byte is this one */
  expect(code: number): void {
    if (!this.take(code)) throw this.fault(`expected ${String.fromCharCode(code)}`);
  }

  /** A text. @throws AppError `invalid_argument`, `item_too_large` */
  string(maxBytes: number): string {
    if (this.peek() !== QUOTE) throw this.fault("expected a text");
    const from = this.at;
    this.at++;
    const hasEscapes = this.#skipString(from + maxBytes, maxBytes);
    // Without escapes the bytes between the quotes are the text; control characters among them are let pass.
    if (!hasEscapes) return this.bytes.toString("utf8", from + 1, this.at - 1);
    return String(this.#parsed(from));
  }

  /**
   * A number, valid until the next one is read. Taken up to its end.
   *
   * @throws AppError `invalid_argument` when there is none
   */
  number(): JsonNumber {
    this.peek();
    const from = this.at;
    const { bytes } = this;
    let at = from;
    while (at < bytes.length && isPartOfNumber(bytes[at] ?? 0)) at++;
    const isLong = at - from > MAX_NUMBER_BYTES;
    if (isLong || !numberIn(bytes, from, at, this.#number)) throw this.fault("expected a number");
    this.at = at;
    return this.#number;
  }

  /** Any value, made of it what `JSON.parse` does. @throws AppError `invalid_argument`, `item_too_large` */
  value(limits: ValueLimits): unknown {
    this.peek();
    const from = this.at;
    this.skipValue(limits);
    return this.#parsed(from);
  }

  /** Steps over a value. @throws AppError `invalid_argument` when it has no end, `item_too_large` beyond a limit */
  skipValue({ maxBytes, maxDepth }: ValueLimits): void {
    const first = this.peek();
    const { bytes } = this;
    const end = this.at + maxBytes;
    let depth = 0;
    do {
      if (this.at > end) throw this.#tooLarge(maxBytes);
      const code = bytes[this.at];
      if (code === undefined) throw this.fault("the text ends too early");
      this.at++;
      if (code === QUOTE) this.#skipString(end, maxBytes);
      else if (code === OPEN_LIST || code === OPEN_OBJECT) {
        depth++;
        if (depth > maxDepth) throw this.fault(`more than ${maxDepth} levels deep`);
      } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--;
      else if (depth === 0) this.#skipWord(code);
    } while (depth > 0);
    if (depth < 0) throw this.fault(`unexpected ${String.fromCharCode(first)}`);
  }

  /** One line that names the place. */
  fault(text: string): AppError {
    return new AppError(
      "invalid_argument",
      `body is not the JSON expected, byte ${this.at}: ${text}`,
    );
  }

  /** From behind the opening quote to behind the closing one. @returns whether there are escapes */
  #skipString(end: number, maxBytes: number): boolean {
    const { bytes } = this;
    let hasEscapes = false;
    let { at } = this;
    for (; ; at++) {
      const code = bytes[at];
      if (code === QUOTE) break;
      if (code === undefined) throw this.fault("a text is not closed");
      if (at > end) throw this.#tooLarge(maxBytes);
      if (code === BACKSLASH) {
        hasEscapes = true;
        at++;
      }
    }
    this.at = at + 1;
    return hasEscapes;
  }

  /** The rest of `true`, `null` or a number. */
  #skipWord(first: number): void {
    const { bytes } = this;
    if (first === COMMA || first === COLON) throw this.fault("expected a value");
    for (; this.at < bytes.length; this.at++) {
      const code = bytes[this.at] ?? 0;
      if (code <= SPACE || code === COMMA || code === CLOSE_LIST || code === CLOSE_OBJECT) return;
    }
  }

  #parsed(from: number): unknown {
    try {
      return JSON.parse(this.bytes.toString("utf8", from, this.at));
    } catch {
      this.at = from;
      throw this.fault("a value that is none");
    }
  }

  #tooLarge(maxBytes: number): AppError {
    return new AppError(
      "item_too_large",
      `byte ${this.at}: a value of more than ${maxBytes} bytes`,
    );
  }
}
