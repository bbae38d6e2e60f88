import { parseAddress, type RawRequest } from "@signalbox/routing";
import { plainRequest } from "./load.js";

const QUOTED = '"((?:[^"\\\\]|\\\\.)*)"';
/** address, identity and user, [time], "request", status, bytes, and in the combined format "referrer" "user agent". */
const LINE = new RegExp(
  `^(\\S{2,45}) [^\\[]{1,512}\\[[^\\]]{1,64}\\] ${QUOTED} \\d{3} \\S{1,20}(?: ${QUOTED} ${QUOTED})?`,
);
const REQUEST = /^([A-Z]{1,16}) (\S+) HTTP\/\d(?:\.\d)?$/;
const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|(.))/g;
const LETTERS = new Map([
  ["t", "\t"],
  ["n", "\n"],
  ["r", "\r"],
]);

/**
 * Reads one line of an access log in the common or combined format, escaped as Apache, nginx and this router do.
 *
 * @returns undefined when it is none
 */
export function readLogLine(line: string): RawRequest | undefined {
  const [, ip = "", request = "", referrer = "-", userAgent = "-"] = LINE.exec(line) ?? [];
  const [, method, target] = REQUEST.exec(unescaped(request)) ?? [];
  if (method === undefined || target === undefined || !parseAddress(ip)) return undefined;
  const headers = [...header("Referer", referrer), ...header("User-Agent", userAgent)];
  return plainRequest(method, target, { ip, headers });
}

const header = (name: string, logged: string): string[] =>
  logged === "-" || logged === "" ? [] : [name, unescaped(logged)];

function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(ESCAPE, (_, hex: string | undefined, letter: string | undefined) =>
    hex === undefined
      ? (LETTERS.get(letter ?? "") ?? letter ?? "")
      : String.fromCharCode(parseInt(hex, 16)),
  );
}
