import { isUtf8 } from "node:buffer";
import type { AppError } from "@signalbox/errors";
import { malformed, scanString, sliceText, type StringSlice } from "./json-string.js";

/** A value of a flat object. Strings stay slices: most are passed on, not looked at. */
export type FlatValue = StringSlice | number | boolean | null;

/** The fields of a flat object, in their order. Few enough that walking them is faster than hashing their names. */
export class FlatObject {
  readonly #names: string[] = [];
  readonly #values: FlatValue[] = [];

  get size(): number {
    return this.#names.length;
  }

  get(name: string): FlatValue | undefined {
    for (let i = 0; i < this.#names.length; i++) {
      if (this.#names[i] === name) return this.#values[i];
    }
    return undefined;
  }

  has(name: string): boolean {
    return this.#names.includes(name);
  }

  /** Adds a field that is not there yet. */
  add(name: string, value: FlatValue): void {
    this.#names.push(name);
    this.#values.push(value);
  }

  entries(): [string, FlatValue][] {
    return this.#names.map((name, i) => [name, this.#values[i] ?? null]);
  }
}

const QUOTE = 0x22;
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

class FlatReader {
  readonly #body: Buffer;
  #at = 0;

  constructor(body: Buffer) {
    this.#body = body;
  }

  read(): FlatObject {
    const fields = new FlatObject();
    this.#expect(OPEN_OBJECT, "a JSON object");
    if (this.#peek() === CLOSE_OBJECT) this.#at++;
    else this.#readFields(fields);
    if (this.#peek() !== undefined) throw this.#unexpected("the end of the body");
    return fields;
  }

  #readFields(fields: FlatObject): void {
    for (;;) {
      const name = this.#fieldName();
      if (fields.has(name)) throw malformed(`field ${JSON.stringify(name)} is given twice`);
      if (fields.size === MAX_FIELDS) throw malformed(`more than ${MAX_FIELDS} fields`);
      this.#expect(COLON, "a colon");
      fields.add(name, this.#value(name));
      const next = this.#peek();
      if (next !== CLOSE_OBJECT && next !== COMMA) {
        throw this.#unexpected("a comma or the end of the object");
      }
      this.#at++;
      if (next === CLOSE_OBJECT) return;
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
      throw malformed(
        `field ${JSON.stringify(name)} is an object or array, expected a string, number or boolean`,
      );
    }
    return this.#scalar(name);
  }

  #scalar(name: string): number | boolean | null {
    const start = this.#at;
    while (!isScalarEnd(this.#body[this.#at]) && this.#at - start < MAX_SCALAR_BYTES) {
      this.#at++;
    }
    const text = this.#body.toString("latin1", start, this.#at);
    if (NUMBER.test(text)) return Number(text);
    if (text === "true") return true;
    if (text === "false") return false;
    if (text === "null") return null;
    // The text is not repeated: it may be a token or data whose quotes were forgotten.
    throw malformed(
      `field ${JSON.stringify(name)} holds something that is not a JSON value at byte ${start}`,
    );
  }

  #string(): StringSlice {
    const slice = scanString(this.#body, this.#at);
    this.#at = slice.end;
    return slice;
  }

  /** The next byte that is no blank; undefined at the end. */
  #peek(): number | undefined {
    let byte = this.#body[this.#at];
    while (isBlank(byte)) byte = this.#body[++this.#at];
    return byte;
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
