/** What the next look at a large JSON text found. */
export type JsonPiece =
  /** A JSON text of its own: a root, or some records of a large root in the form of the root. */
  | { readonly kind: "text"; readonly text: string }
  /** Nothing yet; look again. */
  | { readonly kind: "scanning" }
  /** One record was beyond a limit and is left out; `text` says which. */
  | { readonly kind: "too_long"; readonly text: string }
  | { readonly kind: "end" }
  /** This is no JSON; nothing behind it can be told apart. */
  | { readonly kind: "broken" };

export interface JsonPiecesOptions {
  /** About the size of a piece, and the bytes looked at in one call. */
  readonly pieceBytes: number;
  /** Longest record; with the two below it bounds the time one piece takes to parse. */
  readonly maxRecordBytes: number;
  /** Most members and items of one record, at all levels. */
  readonly maxRecordValues: number;
  /** Most levels of one record. */
  readonly maxRecordDepth: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const BLANKS: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0d, 0x20]);
/** Enough for the opening of a root with generous blanks. */
const OPENING_BYTES = 256;
const BATCH_OPENING = /^\{\s*"metrics"\s*:\s*\[/;
/** One metric: its members are no records. */
const METRIC_OPENING = /^\{\s*"(?:fields|name|tags|timestamp)"\s*:/;

/** How the records of a root stand in it. */
interface Shape {
  readonly prefix: string;
  readonly suffix: string;
  /** Brackets open around a record. */
  readonly depth: number;
  /** Bytes before the first record. */
  readonly openingBytes: number;
  /** It may be cut between its records. */
  readonly isCut: boolean;
}

const LIST: Shape = { prefix: "[", suffix: "]", depth: 1, openingBytes: 1, isCut: true };
const HOSTS: Shape = { prefix: "{", suffix: "}", depth: 1, openingBytes: 1, isCut: true };
const METRIC: Shape = { ...HOSTS, isCut: false };
const BATCH = { prefix: '{"metrics":[', suffix: "]}", depth: 2, isCut: true };

/**
 * Cuts a large JSON text between its records, so that no single `JSON.parse` takes long: a batch `{"metrics": [...]}`, an
 * array, an object of hosts, or one such root after the other. Only brackets and strings are looked at; whether a piece is
 * JSON shows when it is parsed. Members behind the list of a batch are not read. Of two faults a plain parser would find
 * one passes: a comma behind the last record of a piece.
 */
export class JsonPieces {
  readonly #bytes: Buffer;
  readonly #options: JsonPiecesOptions;
  #at = 0;
  #depth = 0;
  #isInString = false;
  /** Of the root under way; undefined outside, and behind the list of a batch. */
  #shape: Shape | undefined;
  /** Where the records not yet handed out begin, and the one under way. */
  #runStart = 0;
  #recordStart = 0;
  /** Commas and opening brackets of the record under way: about its members and items. */
  #recordValues = 0;
  /** The record under way is left out. */
  #isSkipping = false;
  #found: JsonPiece | undefined;

  constructor(bytes: Buffer, options: JsonPiecesOptions) {
    this.#bytes = bytes;
    this.#options = options;
  }

  next(): JsonPiece {
    this.#found = undefined;
    this.#scan(Math.min(this.#bytes.length, this.#at + this.#options.pieceBytes));
    this.#found ??= this.#leaveOutTooLong();
    if (this.#found) return this.#found;
    if (this.#at < this.#bytes.length) return { kind: "scanning" };
    return { kind: this.#depth === 0 ? "end" : "broken" };
  }

  #scan(until: number): void {
    while (this.#at < until && !this.#found) {
      if (this.#isInString) this.#scanString(until);
      else this.#see(this.#bytes[this.#at] ?? 0);
    }
  }

  #scanString(until: number): void {
    const bytes = this.#bytes;
    let at = this.#at;
    while (at < until && this.#isInString) {
      const byte = bytes[at];
      if (byte === QUOTE) this.#isInString = false;
      at += byte === BACKSLASH ? 2 : 1;
    }
    this.#at = at;
  }

  #see(byte: number): void {
    if (this.#depth === 0) this.#seeOutside(byte);
    else if (byte === QUOTE) this.#isInString = true;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) this.#open();
    else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) this.#close(byte);
    else if (byte === COMMA) this.#seeComma();
    this.#at++;
  }

  #open(): void {
    this.#depth++;
    this.#recordValues++;
  }

  #seeComma(): void {
    this.#recordValues++;
    if (this.#depth === this.#shape?.depth) this.#endRecord(this.#shape);
  }

  #seeOutside(byte: number): void {
    if (BLANKS.has(byte)) return;
    if (byte !== OPEN_LIST && byte !== OPEN_OBJECT) {
      this.#found = { kind: "broken" };
      return;
    }
    const shape = byte === OPEN_LIST ? LIST : this.#objectShape();
    this.#shape = shape;
    this.#isSkipping = false;
    this.#at += shape.openingBytes - 1;
    this.#runStart = this.#recordStart = this.#at + 1;
    this.#depth = shape.depth;
    this.#recordValues = 0;
  }

  #objectShape(): Shape {
    const opening = this.#bytes.toString("latin1", this.#at, this.#at + OPENING_BYTES);
    const batch = BATCH_OPENING.exec(opening);
    if (batch) return { ...BATCH, openingBytes: batch[0].length };
    return METRIC_OPENING.test(opening) ? METRIC : HOSTS;
  }

  #close(byte: number): void {
    this.#depth--;
    const shape = this.#shape;
    if (shape && this.#depth < shape.depth) {
      if (byte !== shape.suffix.charCodeAt(0)) this.#found = { kind: "broken" };
      else this.#endRun(shape);
      this.#shape = undefined;
    } else if (!shape && this.#depth === 0 && byte !== CLOSE_OBJECT)
      this.#found = { kind: "broken" };
  }

  #endRecord(shape: Shape): void {
    const isFull = this.#at - this.#runStart >= this.#options.pieceBytes;
    if (this.#isSkipping || (isFull && shape.isCut)) this.#endRun(shape);
    if (!shape.isCut) return;
    this.#recordStart = this.#at + 1;
    this.#recordValues = 0;
  }

  /** Hands out the records up to here, unless it is the one that is left out. */
  #endRun(shape: Shape): void {
    if (!this.#isSkipping) this.#give(shape, this.#at);
    this.#isSkipping = this.#isSkipping && !shape.isCut;
    this.#runStart = this.#at + 1;
  }

  #leaveOutTooLong(): JsonPiece | undefined {
    const shape = this.#shape;
    if (!shape || this.#isSkipping) return undefined;
    const text = this.#excess(shape);
    if (text === undefined) return undefined;
    if (this.#recordStart > this.#runStart) {
      this.#give(shape, this.#recordStart - 1);
      this.#runStart = this.#recordStart;
      return this.#found;
    }
    this.#isSkipping = true;
    return { kind: "too_long", text };
  }

  /** What the record under way has too much of. */
  #excess({ depth }: Shape): string | undefined {
    const { maxRecordBytes, maxRecordValues, maxRecordDepth } = this.#options;
    if (this.#at - this.#recordStart > maxRecordBytes)
      return `is longer than ${maxRecordBytes} bytes`;
    if (this.#recordValues > maxRecordValues) return `has more than ${maxRecordValues} values`;
    if (this.#depth - depth > maxRecordDepth) return `has more than ${maxRecordDepth} levels`;
    return undefined;
  }

  #give(shape: Shape, end: number): void {
    const text = this.#bytes.toString("utf8", this.#runStart, end);
    this.#found = { kind: "text", text: shape.prefix + text + shape.suffix };
  }
}
