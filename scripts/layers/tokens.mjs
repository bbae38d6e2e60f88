/**
 * @typedef {{ kind: "word" | "text" | "mark", value: string, line: number }} Token
 * A `text` is a string without its quotes, or a template without substitutions.
 */

const WORD = /[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*/uy;
const NUMBER = /\d[\w.]*/y;
const SPACE = /\s+/y;
const LINE_COMMENT = /\/\/[^\n]*/y;
const BLOCK_COMMENT = /\/\*[\s\S]*?(?:\*\/|$)/y;
const STRING = /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'/y;
const REGEX = /\/(?![*/])(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
/** Words after which a slash starts a regular expression; after any other word it divides. */
const BEFORE_REGEX = new Set([
  "return",
  "typeof",
  "case",
  "in",
  "of",
  "void",
  "delete",
  "do",
  "else",
  "await",
  "yield",
]);

/**
 * Cuts TypeScript or JavaScript into words, strings and marks; comments are left out. It knows just enough of the
 * language to find module names: comments, strings, templates and regular expressions do not mislead it.
 *
 * @param {string} source
 * @returns {Token[]}
 */
export function tokens(source) {
  const found = [];
  const cursor = { source, at: 0, line: 1 };
  while (cursor.at < source.length) {
    if (take(cursor, SPACE) || take(cursor, LINE_COMMENT) || take(cursor, BLOCK_COMMENT)) continue;
    found.push(...nextTokens(cursor, found.at(-1)));
  }
  return found;
}

/** Moves past what `pattern` (sticky) matches here and returns it. */
function take(cursor, pattern) {
  pattern.lastIndex = cursor.at;
  const text = pattern.exec(cursor.source)?.[0];
  if (text === undefined) return undefined;
  advance(cursor, text);
  return text;
}

function advance(cursor, text) {
  cursor.at += text.length;
  cursor.line += text.split("\n").length - 1;
}

function nextTokens(cursor, previous) {
  const { line } = cursor;
  const word = take(cursor, WORD) ?? take(cursor, NUMBER);
  if (word !== undefined) return [{ kind: "word", value: word, line }];
  const text = take(cursor, STRING);
  if (text !== undefined) return [{ kind: "text", value: text.slice(1, -1), line }];
  if (cursor.source[cursor.at] === "`") return template(cursor);
  if (mayStartRegex(previous) && take(cursor, REGEX) !== undefined) {
    return [{ kind: "mark", value: "/regex/", line }];
  }
  const mark = cursor.source[cursor.at];
  advance(cursor, mark);
  return [{ kind: "mark", value: mark, line }];
}

function mayStartRegex(previous) {
  if (!previous) return true;
  if (previous.kind === "word") return BEFORE_REGEX.has(previous.value);
  return previous.kind === "mark" && ![")", "]", "}", "/regex/"].includes(previous.value);
}

/** A template: one text if it is plain, else the tokens of its substitutions between two marks. */
function template(cursor) {
  const { line } = cursor;
  const inner = [];
  let plain = "";
  advance(cursor, "`");
  while (cursor.at < cursor.source.length && cursor.source[cursor.at] !== "`") {
    if (cursor.source.startsWith("${", cursor.at)) inner.push(...substitution(cursor));
    else {
      const length = cursor.source[cursor.at] === "\\" ? 2 : 1;
      const part = cursor.source.slice(cursor.at, cursor.at + length);
      plain += part;
      advance(cursor, part);
    }
  }
  advance(cursor, "`");
  if (inner.length === 0) return [{ kind: "text", value: plain, line }];
  const edge = { kind: "mark", value: "`", line };
  return [edge, ...inner, edge];
}

function substitution(cursor) {
  const found = [{ kind: "mark", value: "${", line: cursor.line }];
  advance(cursor, "${");
  for (let depth = 1; depth > 0 && cursor.at < cursor.source.length;) {
    if (take(cursor, SPACE) || take(cursor, LINE_COMMENT) || take(cursor, BLOCK_COMMENT)) continue;
    const next = nextTokens(cursor, found.at(-1));
    found.push(...next);
    const mark = next.length === 1 && next[0].kind === "mark" ? next[0].value : undefined;
    if (mark === "{") depth += 1;
    if (mark === "}") depth -= 1;
  }
  return found;
}
