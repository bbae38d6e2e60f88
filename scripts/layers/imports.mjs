import { tokens } from "./tokens.mjs";

/**
 * @typedef {{ name: string | undefined, line: number }} Import `name` is undefined when it is computed at run time.
 */

/**
 * Every module a source file names, in whatever form: `import ... from`, `import "..."`, `import type`, `export ... from`,
 * `import("...")` as a value or a type, `import x = require("...")`, `require("...")`, `require.resolve("...")`,
 * `import.meta.resolve("...")`.
 *
 * @param {string} source
 * @returns {Import[]}
 */
export function importsOf(source) {
  const list = tokens(source);
  return list.flatMap((token, at) => {
    if (token.kind !== "word" || isProperty(list, at)) return [];
    if (token.value === "from") return statement(list, at);
    if (token.value === "import")
      return [...statement(list, at), ...call(list, at, ["meta", "resolve"])];
    return token.value === "require" ? call(list, at, ["resolve"]) : [];
  });
}

/** `x.require` is somebody's own method; `...require` is not. */
function isProperty(list, at) {
  const isDot = (token) => token?.kind === "mark" && token.value === ".";
  return isDot(list[at - 1]) && !isDot(list[at - 2]);
}

/** `from "x"` or `import "x"`. */
function statement(list, at) {
  const next = list[at + 1];
  return next?.kind === "text" ? [{ name: next.value, line: next.line }] : [];
}

/** `word("x")`, or with all of `members` between: `word.a.b("x")`. */
function call(list, at, members) {
  let open = at + 1;
  if (list[open]?.value === ".") {
    const isOurs = members.every((member, i) => list[open + 1 + 2 * i]?.value === member);
    if (!isOurs) return [];
    open += 2 * members.length;
  }
  if (list[open]?.kind !== "mark" || list[open].value !== "(") return [];
  const argument = list[open + 1];
  const isLiteral = argument?.kind === "text" && [")", ","].includes(list[open + 2]?.value);
  return [{ name: isLiteral ? argument.value : undefined, line: list[open].line }];
}
