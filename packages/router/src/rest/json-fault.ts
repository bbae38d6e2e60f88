/** Where a text stops being JSON, counted from 0 in UTF-16 units. */
export interface JsonFault {
  readonly position: number;
  /** The text ended before the value did. */
  readonly isEnd: boolean;
}

const SPACE = new Set([" ", "\t", "\n", "\r"]);
const ESCAPED = new Set(['"', "\\", "/", "b", "f", "n", "r", "t"]);
const LITERALS = new Map([
  ["t", "true"],
  ["f", "false"],
  ["n", "null"],
]);
const UNICODE_DIGITS = 4;
const FIRST_PRINTABLE = " ";

/**
 * Finds what is wrong with a text that `JSON.parse` refused: its own messages do not always say where, and quote the text.
 * Nesting must be bounded before.
 *
 * @returns undefined for JSON
 */
export function findJsonFault(text: string): JsonFault | undefined {
  const reader = new Reader(text);
  if (reader.document()) return undefined;
  return { position: reader.at, isEnd: reader.at >= text.length };
}

/** Each method reads one thing of the grammar (RFC 8259) and says whether it was there; if not, `at` is where it failed. */
class Reader {
  at = 0;

  constructor(private readonly text: string) {}

  document(): boolean {
    this.#space();
    if (!this.#value()) return false;
    this.#space();
    return this.at === this.text.length;
  }

  #value(): boolean {
    const first = this.#next();
    if (first === "{") return this.#members("}", () => this.#member());
    if (first === "[") return this.#members("]", () => this.#value());
    if (first === '"') return this.#string();
    const literal = LITERALS.get(first);
    return literal === undefined ? this.#number() : this.#word(literal);
  }

  #members(end: string, member: () => boolean): boolean {
    this.at++;
    this.#space();
    if (this.#take(end)) return true;
    for (;;) {
      if (!member()) return false;
      this.#space();
      if (this.#take(end)) return true;
      if (!this.#take(",")) return false;
      this.#space();
    }
  }

  #member(): boolean {
    if (this.#next() !== '"' || !this.#string()) return false;
    this.#space();
    if (!this.#take(":")) return false;
    this.#space();
    return this.#value();
  }

  #string(): boolean {
    this.at++;
    for (;;) {
      const sign = this.#next();
      if (sign === '"') break;
      if (sign === "" || sign < FIRST_PRINTABLE) return false;
      this.at++;
      if (sign === "\\" && !this.#escape()) return false;
    }
    this.at++;
    return true;
  }

  #escape(): boolean {
    if (!this.#take("u")) return ESCAPED.has(this.#next()) && this.#skip();
    for (let digits = 0; digits < UNICODE_DIGITS; digits++) {
      if (!/^[0-9a-fA-F]$/.test(this.#next())) return false;
      this.at++;
    }
    return true;
  }

  #number(): boolean {
    this.#take("-");
    if (!this.#take("0") && !this.#digits()) return false;
    if (this.#take(".") && !this.#digits()) return false;
    if (!this.#take("e") && !this.#take("E")) return true;
    if (!this.#take("+")) this.#take("-");
    return this.#digits();
  }

  #digits(): boolean {
    const start = this.at;
    while (isDigit(this.#next())) this.at++;
    return this.at > start;
  }

  #word(word: string): boolean {
    for (const sign of word) if (!this.#take(sign)) return false;
    return true;
  }

  #space(): void {
    while (SPACE.has(this.#next())) this.at++;
  }

  #take(sign: string): boolean {
    if (this.#next() !== sign) return false;
    return this.#skip();
  }

  #skip(): true {
    this.at++;
    return true;
  }

  /** Empty at the end. */
  #next(): string {
    return this.text.charAt(this.at);
  }
}

const isDigit = (sign: string): boolean => sign >= "0" && sign <= "9" && sign.length === 1;
