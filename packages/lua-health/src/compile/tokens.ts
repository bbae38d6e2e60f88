import { readString } from "./string-literal.js";

export type TokenKind = "name" | "keyword" | "number" | "string" | "symbol" | "end";

export interface Token {
  readonly kind: TokenKind;
  /** As written; of a string its value. */
  readonly text: string;
  /** Where it begins in the source. */
  readonly at: number;
}

const KEYWORDS = new Set(
  "and break do else elseif end false for function goto if in local nil not or repeat return then true until while".split(
    " ",
  ),
);
const SPACE = /[ \t\r\n\v\f]+/y;
const LINE_COMMENT = /--(?!\[=*\[)[^\n]*/y;
const LONG_COMMENT = /--\[(=*)\[[^]*?\]\1\]/y;
const LONG_STRING = /\[(=*)\[(?:\r\n|\n\r|\n|\r)?([^]*?)\]\1\]/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
// As in Lua, everything that could belong to a number is one token; the reader of numbers decides whether it is one.
const NUMBER = /(?:0[xX](?:[pP][+-]?|[0-9A-Za-z_.])*|\.?[0-9](?:[eE][+-]?|[0-9A-Za-z_.])*)/y;
const SYMBOL = /\.\.\.|<<|>>|\/\/|==|~=|<=|>=|::|\.\.|[-+*/%^#&~|<>=(){}[\];:,.]/y;

function match(pattern: RegExp, source: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source) ?? undefined;
}

const skipped = (source: string, at: number): number =>
  (
    match(SPACE, source, at) ??
    match(LONG_COMMENT, source, at) ??
    match(LINE_COMMENT, source, at)
  )?.at(0)?.length ?? 0;

/**
 * Splits Lua source into tokens.
 *
 * @returns `undefined` when something is not plain Lua, or a string has bytes that are no text.
 */
export function tokenize(source: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const skip = skipped(source, at);
    const found = skip > 0 ? undefined : readToken(source, at);
    if (skip === 0 && found === undefined) return undefined;
    if (found !== undefined) tokens.push(found.token);
    at += skip + (found?.length ?? 0);
  }
  tokens.push({ kind: "end", text: "", at });
  return tokens;
}

interface Found {
  readonly token: Token;
  readonly length: number;
}

function readToken(source: string, at: number): Found | undefined {
  const char = source.charAt(at);
  if (char === '"' || char === "'") {
    const literal = readString(source, at);
    return (
      literal && { token: { kind: "string", text: literal.value, at }, length: literal.length }
    );
  }
  const long = match(LONG_STRING, source, at);
  if (long) {
    const text = (long[2] ?? "").replace(/\r\n|\n\r|\r/g, "\n");
    return { token: { kind: "string", text, at }, length: long[0].length };
  }
  const name = match(NAME, source, at)?.[0];
  if (name !== undefined) return plain(KEYWORDS.has(name) ? "keyword" : "name", name, at);
  const number = match(NUMBER, source, at)?.[0];
  if (number !== undefined) return plain("number", number, at);
  const symbol = match(SYMBOL, source, at)?.[0];
  return symbol === undefined ? undefined : plain("symbol", symbol, at);
}

const plain = (kind: TokenKind, text: string, at: number): Found => ({
  token: { kind, text, at },
  length: text.length,
});
