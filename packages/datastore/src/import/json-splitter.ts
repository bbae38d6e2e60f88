import { AppError } from "@signalbox/errors";
import {
  CLOSE_LIST,
  CLOSE_OBJECT,
  COMMA,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
} from "../ingest/json/json-bytes.js";
import { isBeforeData } from "./import-form.js";

const BACKSLASH = 92;
const SPACE = 32;

/**
 * Finds the elements of JSON that arrives in pieces: one object, a list of objects, or several of both one after the other, such
 * as one on each line. A list inside a list counts as one element. Holds no more than one element.
 */
export class JsonSplitter {
  readonly #maxElementBytes: number;
  /** What has come of the element under way. */
  #parts: Buffer[] = [];
  #partBytes = 0;
  #depth = 0;
  /** Inside a list at the top. */
  #isInList = false;
  #isInString = false;
  #isEscaped = false;
  /** Nothing has come yet but what may stand before the data. */
  #isFresh = true;
  #atByte = 0;

  constructor(options: { readonly maxElementBytes: number }) {
    this.#maxElementBytes = options.maxElementBytes;
  }

  /**
   * Takes the next bytes. Every element must be taken from what it gives before the next call.
   *
   * @returns the elements that are complete with them
   * @throws AppError `invalid_argument` for what is no object in such a place, `item_too_large` for an element above the limit
   */
  *push(chunk: Buffer): Generator<Buffer, void, undefined> {
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      if (this.#depth === 0) {
        if (this.#isStart(chunk[at] ?? 0, at)) start = at;
      } else if (this.#isEnd(chunk[at] ?? 0)) {
        this.#keep(chunk.subarray(start, at + 1));
        yield this.#taken();
      }
    }
    if (this.#depth > 0) this.#keep(chunk.subarray(start));
    this.#atByte += chunk.length;
  }

  /** @throws AppError `invalid_argument` when an element, or the list, has no end */
  end(): void {
    if (this.#depth > 0 || this.#isInList) throw invalid(this.#atByte, "the text ends too early");
  }

  /** Between elements. @returns whether one begins here */
  #isStart(code: number, at: number): boolean {
    if (this.#isFresh && isBeforeData(code)) return false;
    this.#isFresh = false;
    if (code === OPEN_OBJECT || (code === OPEN_LIST && this.#isInList)) {
      this.#depth = 1;
      return true;
    }
    if (code === OPEN_LIST) this.#isInList = true;
    else if (code === CLOSE_LIST && this.#isInList) this.#isInList = false;
    else if (code > SPACE && !(code === COMMA && this.#isInList)) {
      throw invalid(this.#atByte + at, `unexpected ${JSON.stringify(String.fromCharCode(code))}`);
    }
    return false;
  }

  /** Inside an element. @returns whether it ends here */
  #isEnd(code: number): boolean {
    if (this.#isInString) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (code === BACKSLASH) this.#isEscaped = true;
      else if (code === QUOTE) this.#isInString = false;
    } else if (code === QUOTE) this.#isInString = true;
    else if (code === OPEN_OBJECT || code === OPEN_LIST) this.#depth++;
    else if (code === CLOSE_OBJECT || code === CLOSE_LIST) this.#depth--;
    return this.#depth === 0;
  }

  #keep(part: Buffer): void {
    this.#parts.push(part);
    this.#partBytes += part.length;
    if (this.#partBytes <= this.#maxElementBytes) return;
    const limit = `limit is ${this.#maxElementBytes}`;
    throw new AppError(
      "item_too_large",
      `an element has more than ${this.#partBytes} bytes, ${limit}`,
    );
  }

  #taken(): Buffer {
    const [first] = this.#parts;
    const element = this.#parts.length === 1 && first ? first : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#partBytes = 0;
    return element;
  }
}

const invalid = (atByte: number, text: string): AppError =>
  new AppError("invalid_argument", `not JSON of objects, byte ${atByte}: ${text}`);
