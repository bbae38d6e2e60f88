import type { JsonNode } from "./json-node.js";
import { readQuoted } from "./json-string.js";

export interface JsonTextOptions {
  /** Lists and objects inside each other. */
  readonly maxDepth: number;
  /** Also take strings in single quotes and, at the end of the text, missing closing brackets. */
  readonly tolerant: boolean;
}

export type JsonReading =
  | { readonly ok: true; readonly node: JsonNode; readonly tolerated: readonly string[] }
  | {
      readonly ok: false;
      readonly problem: string;
      /** Index in the text. */
      readonly at: number;
      readonly isTooDeep: boolean;
    };

/** Reads `text` as one JSON value. Never throws. */
export function readJsonText(text: string, options: JsonTextOptions): JsonReading {
  const reader = new JsonReader(text, options);
  try {
    const node = reader.document();
    return { ok: true, node, tolerated: reader.tolerated() };
  } catch (reason) {
    if (!(reason instanceof JsonFault)) throw reason;
    const { message: problem, at, isTooDeep } = reason;
    return { ok: false, problem, at, isTooDeep };
  }
}

/** Leaves the reader from any depth; caught in this file. */
class JsonFault extends Error {
  constructor(
    message: string,
    readonly at: number,
    readonly isTooDeep = false,
  ) {
    super(message);
  }
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const SPACE = /[ \t\r\n]*/y;

class JsonReader {
  #at = 0;
  #depth = 0;
  #singleQuoted = false;
  #missingClosers = 0;

  constructor(
    readonly text: string,
    readonly options: JsonTextOptions,
  ) {}

  document(): JsonNode {
    const node = this.#value();
    this.#skipSpace();
    if (this.#at < this.text.length) this.#fail("the end");
    return node;
  }

  tolerated(): readonly string[] {
    const list: string[] = [];
    if (this.#singleQuoted) list.push("single quotes");
    if (this.#missingClosers > 0) list.push(`${this.#missingClosers} closing brackets missing`);
    return list;
  }

  #value(): JsonNode {
    this.#skipSpace();
    const char = this.text[this.#at];
    if (char === "{") return this.#nested(() => this.#object());
    if (char === "[") return this.#nested(() => this.#array());
    if (this.#isQuote(char)) {
      const at = this.#at;
      return { kind: "string", text: this.#string(), at };
    }
    return this.#word() ?? this.#number();
  }

  #nested(read: () => JsonNode): JsonNode {
    if (this.#depth === this.options.maxDepth) {
      throw new JsonFault(`nested deeper than ${this.options.maxDepth} levels`, this.#at, true);
    }
    this.#depth += 1;
    const node = read();
    this.#depth -= 1;
    return node;
  }

  #object(): JsonNode {
    const at = this.#at;
    const members = new Map<string, JsonNode>();
    this.#at += 1;
    if (this.#takes("}")) return { kind: "object", members, at };
    do {
      this.#skipSpace();
      if (!this.#isQuote(this.text[this.#at])) this.#fail("a name in quotes");
      const name = this.#string();
      if (!this.#takes(":")) this.#fail("':'");
      members.set(name, this.#value());
    } while (this.#takes(","));
    this.#close("}");
    return { kind: "object", members, at };
  }

  #array(): JsonNode {
    const at = this.#at;
    const items: JsonNode[] = [];
    this.#at += 1;
    if (this.#takes("]")) return { kind: "array", items, at };
    do {
      items.push(this.#value());
    } while (this.#takes(","));
    this.#close("]");
    return { kind: "array", items, at };
  }

  #close(bracket: string): void {
    if (this.#takes(bracket)) return;
    if (!this.options.tolerant || this.#at < this.text.length) this.#fail(`',' or '${bracket}'`);
    this.#missingClosers += 1;
  }

  #isQuote(char: string | undefined): boolean {
    return char === '"' || (char === "'" && this.options.tolerant);
  }

  #string(): string {
    const read = readQuoted(this.text, this.#at);
    if (read.text === undefined) throw new JsonFault(read.problem, read.end);
    if (this.text[this.#at] === "'") this.#singleQuoted = true;
    this.#at = read.end;
    return read.text;
  }

  #word(): JsonNode | undefined {
    const at = this.#at;
    if (this.#skips("true")) return { kind: "boolean", value: true, at };
    if (this.#skips("false")) return { kind: "boolean", value: false, at };
    return this.#skips("null") ? { kind: "null", at } : undefined;
  }

  #number(): JsonNode {
    const at = this.#at;
    NUMBER.lastIndex = at;
    const raw = NUMBER.exec(this.text)?.[0];
    if (raw === undefined) return this.#fail("a value");
    this.#at += raw.length;
    return { kind: "number", raw, at };
  }

  #takes(char: string): boolean {
    this.#skipSpace();
    return this.#skips(char);
  }

  #skips(word: string): boolean {
    if (!this.text.startsWith(word, this.#at)) return false;
    this.#at += word.length;
    return true;
  }

  #skipSpace(): void {
    SPACE.lastIndex = this.#at;
    this.#at += SPACE.exec(this.text)?.[0].length ?? 0;
  }

  #fail(expected: string): never {
    throw new JsonFault(`expected ${expected}`, this.#at);
  }
}
