import { unescape } from "node:querystring";

/** A request target in its two parts, decoded. */
export interface Target {
  /** From `/` on, percent-decoded once; a `+` is a `+` (datastore-polling, 2.1). */
  readonly path: string;
  /** First value of each name; a `+` is a space (3.2). Empty when there is no query. */
  readonly parameters: ReadonlyMap<string, string>;
}

const NOT_ASCII = /[\u0080-\u00ff]/;

/** Splits and decodes; what is not well-formed stays as it is, as in the original. Never throws. */
export function readTarget(target: string): Target {
  const text = utf8Of(target);
  const at = text.indexOf("?");
  if (at < 0) return { path: unescape(text), parameters: new Map() };
  return { path: unescape(text.slice(0, at)), parameters: firstOfEach(text.slice(at + 1)) };
}

/** Bytes that were sent raw arrive as one character each; a UTF-8 text among them is meant as such. */
function utf8Of(target: string): string {
  return NOT_ASCII.test(target) ? Buffer.from(target, "latin1").toString("utf8") : target;
}

function firstOfEach(query: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    if (!parameters.has(name)) parameters.set(name, value);
  }
  return parameters;
}
