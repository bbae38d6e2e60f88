export interface QuotedFault {
  readonly text?: undefined;
  readonly problem: string;
  /** Index of what is wrong. */
  readonly end: number;
}

export interface QuotedText {
  readonly text: string;
  /** Index after the closing quote. */
  readonly end: number;
}

const SIMPLE_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);
const FOUR_HEX = /^[0-9a-fA-F]{4}$/;
const FIRST_PRINTABLE = 0x20;

/**
 * Reads the string whose opening quote, single or double, stands at `start`; single quotes add the escape `\'`.
 *
 * @returns the string, or what is wrong with it
 */
export function readQuoted(text: string, start: number): QuotedText | QuotedFault {
  const quote = text[start] ?? "";
  const pieces: string[] = [];
  let from = start + 1;
  for (let at = from; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === quote) {
      pieces.push(text.slice(from, at));
      return { text: pieces.join(""), end: at + 1 };
    }
    if (text.charCodeAt(at) < FIRST_PRINTABLE)
      return { problem: "control character in a string", end: at };
    if (char !== "\\") continue;
    const escape = readEscape(text, at, quote);
    if (escape === undefined) return { problem: "unknown escape", end: at };
    pieces.push(text.slice(from, at), escape.text);
    from = escape.end;
    at = from - 1;
  }
  return { problem: "string not closed", end: start };
}

function readEscape(text: string, at: number, quote: string): QuotedText | undefined {
  const char = text.charAt(at + 1);
  if (char === "u") {
    const digits = text.slice(at + 2, at + 6);
    if (!FOUR_HEX.test(digits)) return undefined;
    return { text: String.fromCharCode(Number.parseInt(digits, 16)), end: at + 6 };
  }
  const plain = char === quote ? quote : SIMPLE_ESCAPES.get(char);
  return plain === undefined ? undefined : { text: plain, end: at + 2 };
}
