import type { Instant } from "../instant.js";
import type { Field, Point } from "../point.js";
import type { Precision } from "../precision.js";
import type { Series } from "../series.js";
import { unescapeKey, unescapeString } from "./escapes.js";
import { decode, readHead } from "./head-reader.js";
import { type Fault, quoted } from "./line-error.js";
import type { LineLimits } from "./line-limits.js";
import type { NameCache } from "./name-cache.js";
import { readTime } from "./time-reader.js";
import { readPlainValue } from "./value-reader.js";

const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const COMMA = 44;
const EQUALS = 61;
const BACKSLASH = 92;

export interface LineReaderOptions {
  readonly limits: LineLimits;
  readonly cache: NameCache;
  /** The time of a line without one. */
  readonly arrival: Instant;
  readonly precision: Precision;
}

/** Space, tab or carriage return: what may stand around a line. */
function isBlank(code: number): boolean {
  return code === SPACE || code === 9 || code === 13;
}

/**
 * Reads one line. Input is text with one byte in each character: positions are found with the string functions of the
 * machine, and only what is kept is decoded. Faults are returned, not thrown: a body of bad lines must stay cheap.
 */
export class LineReader {
  readonly #options: LineReaderOptions;
  #text = "";
  #at = 0;
  #end = 0;
  #value: Field | undefined;
  #lastTime: Instant;

  constructor(options: LineReaderOptions) {
    this.#options = options;
    this.#lastTime = options.arrival;
  }

  /** @returns undefined for a comment or an empty line. */
  read(text: string, from: number, to: number): Point | Fault | undefined {
    let end = to;
    while (end > from && isBlank(text.charCodeAt(end - 1))) end--;
    let at = from;
    while (at < end && isBlank(text.charCodeAt(at))) at++;
    if (at === end || text.charCodeAt(at) === HASH) return undefined;
    this.#text = text;
    this.#at = at;
    this.#end = end;
    return this.#readPoint();
  }

  #readPoint(): Point | Fault {
    const series = this.#readSeries();
    if ("reason" in series) return series;
    const fields: Field[] = [];
    const fault = this.#readFields(fields) ?? this.#readTime();
    return fault ?? { series, fields, time: this.#lastTime };
  }

  #readSeries(): Series | Fault {
    const text = this.#text;
    const end = this.#findHeadEnd();
    const head = text.slice(this.#at, end);
    this.#at = end;
    const known = this.#options.cache.series(head);
    if (known) return known;
    const series = readHead(head, this.#options.limits.maxTags);
    if (!("reason" in series)) this.#options.cache.keepSeries(head, series);
    return series;
  }

  /** Not with `indexOf`: that would look for a space far beyond a line without one. */
  #findHeadEnd(): number {
    const text = this.#text;
    for (let at = this.#at + 1; at < this.#end; at++) {
      if (text.charCodeAt(at) === SPACE && text.charCodeAt(at - 1) !== BACKSLASH) return at;
    }
    return this.#end;
  }

  #readFields(fields: Field[]): Fault | undefined {
    this.#skipSpaces();
    if (this.#at === this.#end) return { reason: "field", text: "no fields" };
    for (;;) {
      const fault = this.#readField();
      if (fault) return fault;
      if (this.#value) fields.push(this.#value);
      if (fields.length > this.#options.limits.maxFields) {
        const limit = `limit is ${this.#options.limits.maxFields}`;
        return { reason: "too_many", text: `more than ${fields.length - 1} fields, ${limit}` };
      }
      if (this.#at === this.#end || this.#text.charCodeAt(this.#at) !== COMMA) return undefined;
      this.#at++;
    }
  }

  #readField(): Fault | undefined {
    const start = this.#at;
    const equals = this.#findEquals();
    const raw = this.#text.slice(start, equals);
    if (equals < 0 || raw === "")
      return { reason: "field", text: `expected field=value${this.#rest(start)}` };
    this.#at = equals + 1;
    const key = this.#fieldKey(raw);
    if (this.#text.charCodeAt(this.#at) === QUOTE && this.#at < this.#end)
      return this.#readString(key);
    const end = this.#findValueEnd();
    this.#value = readPlainValue(key, this.#text, this.#at, end);
    if (this.#value === undefined) {
      const found = quoted(this.#text.slice(this.#at, end));
      return { reason: "value", text: `field ${quoted(raw)}: ${found} is no value` };
    }
    this.#at = end;
    return undefined;
  }

  /** The `=` that ends the key at the current place; -1 when a separator or the end of the line comes first. */
  #findEquals(): number {
    const text = this.#text;
    for (let at = this.#at; at < this.#end; at++) {
      const code = text.charCodeAt(at);
      if (code !== EQUALS && code !== COMMA && code !== SPACE) continue;
      if (at > this.#at && text.charCodeAt(at - 1) === BACKSLASH) continue;
      return code === EQUALS ? at : -1;
    }
    return -1;
  }

  #findValueEnd(): number {
    const text = this.#text;
    let at = this.#at;
    for (; at < this.#end; at++) {
      const code = text.charCodeAt(at);
      if (code === COMMA || code === SPACE) break;
    }
    return at;
  }

  #fieldKey(raw: string): string {
    const known = this.#options.cache.fieldKey(raw);
    if (known !== undefined) return known;
    const key = unescapeKey(decode(raw));
    this.#options.cache.keepFieldKey(raw, key);
    return key;
  }

  #readString(key: string): Fault | undefined {
    const text = this.#text;
    const start = this.#at + 1;
    for (let at = start; at < this.#end; at++) {
      const code = text.charCodeAt(at);
      if (code === BACKSLASH) {
        const next = text.charCodeAt(at + 1);
        if (next === QUOTE || next === BACKSLASH) at++;
      } else if (code === QUOTE) {
        this.#value = { key, kind: "string", value: unescapeString(decode(text.slice(start, at))) };
        this.#at = at + 1;
        return this.#expectSeparator();
      }
    }
    return { reason: "quote", text: `the quote of field ${quoted(key)} is not closed` };
  }

  #expectSeparator(): Fault | undefined {
    const code = this.#text.charCodeAt(this.#at);
    if (this.#at === this.#end || code === COMMA || code === SPACE) return undefined;
    return { reason: "quote", text: `unexpected text behind a quote${this.#rest(this.#at)}` };
  }

  #readTime(): Fault | undefined {
    this.#skipSpaces();
    const { arrival, precision } = this.#options;
    if (this.#at === this.#end) {
      this.#lastTime = arrival;
      return undefined;
    }
    const time = readTime(this.#text, this.#at, this.#end, precision);
    if (!time) {
      const found = quoted(this.#text.slice(this.#at, this.#end));
      return { reason: "time", text: `${found} is no time in ${precision} within 64 bits` };
    }
    // The lines of a batch share their time: one object serves all.
    const last = this.#lastTime;
    if (time.seconds !== last.seconds || time.nanos !== last.nanos) this.#lastTime = time;
    return undefined;
  }

  #skipSpaces(): void {
    while (this.#at < this.#end && this.#text.charCodeAt(this.#at) === SPACE) this.#at++;
  }

  #rest(at: number): string {
    return at < this.#end ? `, found ${quoted(this.#text.slice(at, this.#end))}` : "";
  }
}
