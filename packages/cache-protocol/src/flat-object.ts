import { isUtf8 } from "node:buffer";
import { AppError } from "@signalbox/errors";

/** A string of the body as it stands there. */
export interface StringSlice {
  /** Where the JSON literal begins in the body, opening quote included. */
  readonly start: number;
  /** Where it ends, closing quote included. */
  readonly end: number;
  readonly hasEscapes: boolean;
}

/** A value of a flat object. Strings stay slices: most are passed on, not looked at. */
export type FlatValue = StringSlice | number | boolean | null;
export type FlatObject = ReadonlyMap<string, FlatValue>;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const SPACE = 0x20;
const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const MAX_FIELDS = 16;
const MAX_SCALAR_BYTES = 64;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/**
 * Reads a JSON object whose values are strings, numbers, true, false or null. Requests here are never deeper, so anything
 * nested is refused at its first bracket: a general parser would spend seconds on a body of brackets.
 *
 * @throws AppError `invalid_argument` naming what is wrong and where (byte offset).
 */
export function readFlatObject(body: Buffer): FlatObject {
  if (body.length === 0) throw malformed("the body is empty, expected a JSON object");
  if (!isUtf8(body)) throw malformed("the body is not UTF-8");
  return new FlatReader(body).read();
}

/** The text of a string slice. Half a surrogate pair written as an escape stays half. */
export function sliceText(body: Buffer, slice: StringSlice): string {
  if (!slice.hasEscapes) return body.toString("utf8", slice.start + 1, slice.end - 1);
  // The literal was checked when it was read, so this cannot fail.
  return String(JSON.parse(body.toString("utf8", slice.start, slice.end)));
}

class FlatReader {
  readonly #body: Buffer;
  #at = 0;

  constructor(body: Buffer) {
    this.#body = body;
  }

  read(): FlatObject {
    const fields = new Map<string, FlatValue>();
    this.#expect(OPEN_OBJECT, "a JSON object");
    if (this.#peek() === CLOSE_OBJECT) this.#at++;
    else this.#readFields(fields);
    if (this.#peek() !== undefined) throw this.#unexpected("the end of the body");
    return fields;
  }

  #readFields(fields: Map<string, FlatValue>): void {
    for (;;) {
      const name = this.#fieldName();
      if (fields.has(name)) throw malformed(`field ${name} is given twice`);
      if (fields.size === MAX_FIELDS) throw malformed(`more than ${MAX_FIELDS} fields`);
      this.#expect(COLON, "a colon");
      fields.set(name, this.#value(name));
      const next = this.#peek();
      this.#at++;
      if (next === CLOSE_OBJECT) return;
      if (next !== COMMA) {
        this.#at--;
        throw this.#unexpected("a comma or the end of the object");
      }
    }
  }

  #fieldName(): string {
    if (this.#peek() !== QUOTE) throw this.#unexpected("a field name in double quotes");
    const slice = this.#string();
    if (slice.end - slice.start > MAX_SCALAR_BYTES) {
      throw malformed(`a field name is longer than ${MAX_SCALAR_BYTES} bytes`);
    }
    return sliceText(this.#body, slice);
  }

  #value(name: string): FlatValue {
    const first = this.#peek();
    if (first === QUOTE) return this.#string();
    if (first === OPEN_OBJECT || first === OPEN_ARRAY) {
      throw malformed(`field ${name} is an object or array, expected a string, number or boolean`);
    }
    return this.#scalar(name);
  }

  #scalar(name: string): number | boolean | null {
    const start = this.#at;
    while (!isScalarEnd(this.#body[this.#at]) && this.#at - start < MAX_SCALAR_BYTES) this.#at++;
    const text = this.#body.toString("latin1", start, this.#at);
    if (text === "true") return true;
    if (text === "false") return false;
    if (text === "null") return null;
    if (NUMBER.test(text)) return Number(text);
    throw malformed(`field ${name} holds ${JSON.stringify(text)}, which is not a JSON value`);
  }

  /** Finds the end of the literal at the present place and checks it. */
  #string(): StringSlice {
    const start = this.#at;
    let end = this.#body.indexOf(QUOTE, start + 1);
    while (end > 0 && this.#isEscaped(start, end)) end = this.#body.indexOf(QUOTE, end + 1);
    if (end < 0) throw malformed("a string is not closed");
    this.#at = end + 1;
    const literal = this.#body.toString("latin1", start, this.#at);
    // eslint-disable-next-line no-control-regex -- control characters are what JSON forbids in strings
    const needsCheck = /[\u0000-\u001f\\]/.test(literal);
    if (needsCheck) this.#checkLiteral(literal, start);
    return { start, end: this.#at, hasEscapes: needsCheck };
  }

  /** Escapes and control characters are ASCII, so reading the bytes as Latin-1 changes nothing about them. */
  #checkLiteral(literal: string, start: number): void {
    try {
      JSON.parse(literal);
    } catch {
      throw malformed(`the string at byte ${start} holds a bad escape or a control character`);
    }
  }

  #isEscaped(start: number, quoteAt: number): boolean {
    let backslashes = 0;
    for (let at = quoteAt - 1; at > start && this.#body[at] === BACKSLASH; at--) backslashes++;
    return backslashes % 2 === 1;
  }

  #peek(): number | undefined {
    while (isBlank(this.#body[this.#at])) this.#at++;
    return this.#body[this.#at];
  }

  #expect(byte: number, what: string): void {
    if (this.#peek() !== byte) throw this.#unexpected(what);
    this.#at++;
  }

  #unexpected(wanted: string): AppError {
    const found = this.#at < this.#body.length ? `byte ${this.#at}` : "the end of the body";
    return malformed(`expected ${wanted} at ${found}`);
  }
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === TAB;
}

function isScalarEnd(byte: number | undefined): boolean {
  return (
    byte === undefined ||
    byte === COMMA ||
    byte === CLOSE_OBJECT ||
    byte === CLOSE_ARRAY ||
    isBlank(byte)
  );
}

function malformed(detail: string): AppError {
  return new AppError("invalid_argument", `malformed request: ${detail}`);
}
