const LAST_PLAIN = 0x7e;
const SHORT_ESCAPES = new Map([
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\b", "\\b"],
  ["\f", "\\f"],
]);

/** One UTF-16 unit as the original client writes it: pure ASCII, surrogates one by one, lower-case hex. */
function escaped(unit) {
  const short = SHORT_ESCAPES.get(unit);
  if (short !== undefined) return short;
  const code = unit.charCodeAt(0);
  if (code >= 0x20 && code <= LAST_PLAIN) return unit;
  return `\\u${code.toString(16).padStart(4, "0")}`;
}

function text(value) {
  let result = '"';
  for (let i = 0; i < value.length; i++) result += escaped(value.charAt(i));
  return `${result}"`;
}

/** JSON in the original client's spelling: blanks behind `,` and `:`, everything beyond ASCII escaped. */
export function pythonJson(value) {
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, item]) => `${text(name)}: ${pythonJson(item)}`);
  return `{${members.join(", ")}}`;
}
