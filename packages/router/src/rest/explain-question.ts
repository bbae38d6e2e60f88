import { didYouMean } from "@signalbox/config";
import { AppError } from "@signalbox/errors";
import { kindOf, isJsonObject } from "./read-json.js";
import type { ExplainQuestion } from "./rest-core.js";

const FIELDS = ["url", "method", "client_ip", "headers", "http_version", "body", "seed"];
const MAX_HEADERS = 100;
const MAX_SHOWN_CHARS = 64;
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** A line break would begin another header. */
const HEADER_VALUE = /^[\t -~\u0080-\u00ff]*$/;
const ABSOLUTE = /^(https?):\/\/([^/?#]+)(.*)$/i;
const PRINTABLE = /^[!-~]*$/;
const METHOD = /^[A-Z]{1,16}$/;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads the question of `POST /v1/explain`. The path and query of `url` are taken byte for byte, as a client's are.
 *
 * @param asker address of the caller, which stands in when no `client_ip` is given
 * @throws AppError `invalid_argument` naming the field
 */
export function readExplainQuestion(fields: Fields, asker: string | undefined): ExplainQuestion {
  for (const name of Object.keys(fields)) {
    if (!FIELDS.includes(name)) {
      const shown = JSON.stringify(name.slice(0, MAX_SHOWN_CHARS));
      throw refused(`unknown field ${shown}${didYouMean(name, FIELDS)}`);
    }
  }
  const { isEncrypted, host, target } = readUrl(text(fields, "url"));
  const headers = readHeaders(fields["headers"]);
  const hasHost = headers.some((name, at) => at % 2 === 0 && name.toLowerCase() === "host");
  if (hasHost && host !== undefined) throw refused("headers has a Host, and so has url");
  return {
    request: {
      method: readMethod(text(fields, "method", "GET")),
      target,
      rawHeaders: hasHost ? headers : ["Host", host ?? "localhost", ...headers],
      peerAddress: fields["client_ip"] === undefined ? asker : text(fields, "client_ip"),
      isEncrypted,
      httpVersion: readVersion(text(fields, "http_version", "1.1")),
      body: fields["body"] === undefined ? undefined : text(fields, "body"),
    },
    seed: readSeed(fields["seed"]),
  };
}

function readUrl(url: string): { isEncrypted: boolean; host: string | undefined; target: string } {
  const [, scheme = "http", host, rest = ""] = ABSOLUTE.exec(url) ?? [];
  const target = host === undefined ? url : rest.startsWith("/") ? rest : `/${rest}`;
  if (!target.startsWith("/") || !PRINTABLE.test(url) || url.includes("#")) {
    throw refused("url must be http(s)://host/path, or a path that starts with /, escaped");
  }
  return { isEncrypted: scheme.toLowerCase() === "https", host, target };
}

/** Names and values in turn; a list of values makes a header several times. */
function readHeaders(given: unknown): string[] {
  if (given === undefined) return [];
  if (!isJsonObject(given)) throw refused(`headers must be an object, not ${kindOf(given)}`);
  const fields = Object.entries(given).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as unknown[]) : [value]).map((each) => readHeader(name, each)),
  );
  if (fields.length > MAX_HEADERS) {
    throw refused(`headers has ${fields.length} fields, limit is ${MAX_HEADERS}`);
  }
  return fields.flat();
}

function readHeader(name: string, value: unknown): [string, string] {
  const shown = JSON.stringify(name.slice(0, MAX_SHOWN_CHARS));
  if (!HEADER_NAME.test(name)) throw refused(`headers: ${shown} is not the name of a header`);
  if (typeof value === "string" && HEADER_VALUE.test(value)) return [name, value];
  throw refused(`headers: the value of ${shown} must be a text of one line`);
}

function readMethod(method: string): string {
  if (METHOD.test(method)) return method;
  throw refused("method must be a word in capitals, such as GET");
}

function readVersion(version: string): "1.0" | "1.1" {
  if (version === "1.0" || version === "1.1") return version;
  throw refused('http_version must be "1.0" or "1.1"');
}

function readSeed(seed: unknown): number | undefined {
  if (seed === undefined) return undefined;
  if (typeof seed === "number" && seed >= 0 && seed < 1) return seed;
  throw refused("seed must be a number from 0 to below 1");
}

function text(fields: Fields, name: string, fallback?: string): string {
  const value = fields[name] ?? fallback;
  if (typeof value === "string") return value;
  throw refused(
    value === undefined ? `${name} is missing` : `${name} must be a text, not ${kindOf(value)}`,
  );
}

const refused = (message: string): AppError => new AppError("invalid_argument", message);
