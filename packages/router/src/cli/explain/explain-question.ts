import {
  requiredOption,
  textOption,
  UsageError,
  type ReadArguments,
} from "@signalbox/command-line";
import { parseAddress } from "@signalbox/routing";
import type { ExplainQuestion } from "../../core/explain.js";
import { seedFrom } from "../args/seed-option.js";

const URL_START = /^(?:https?:\/\/[^/?#]|\/)/i;
const METHOD = /^[A-Z]{1,16}$/;
const FIELD_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** A line break would begin another field. */
const FIELD_VALUE = /^[\t -~\u0080-\u00ff]*$/;

/** `--url`, `--ip`, `--header`, `--method`, `--seed`. @throws UsageError */
export function questionFrom(args: ReadArguments): ExplainQuestion {
  const url = requiredOption(args, "url");
  const ip = textOption(args, "ip");
  const method = textOption(args, "method")?.toUpperCase();
  const seed = seedFrom(args);
  const headers = (args.options.get("header") ?? []).map(readHeader);
  if (!URL_START.test(url)) {
    throw new UsageError(`--url: expected http(s)://host/path or /path, not ${url}`);
  }
  if (ip !== undefined && !parseAddress(ip)) throw new UsageError(`--ip: not an address: ${ip}`);
  if (method !== undefined && !METHOD.test(method)) {
    throw new UsageError(`--method: expected a word such as GET, not ${method}`);
  }
  return {
    url,
    ...(ip === undefined ? {} : { ip }),
    ...(method === undefined ? {} : { method }),
    ...(seed === undefined ? {} : { seed }),
    ...(headers.length === 0 ? {} : { headers }),
  };
}

function readHeader(text: string): [name: string, value: string] {
  const [, name = "", value = ""] = /^([^:]*):(.*)$/s.exec(text) ?? [];
  if (FIELD_NAME.test(name) && FIELD_VALUE.test(value)) return [name, value.trim()];
  throw new UsageError(`--header: expected 'Name: value', not ${text}`);
}

/** The question as `POST /v1/explain` reads it. What was not given is left to the router. */
export function questionBody(question: ExplainQuestion): string {
  const { url, method, ip, headers = [], seed } = question;
  const values = new Map<string, string[]>();
  for (const [name, value] of headers) values.set(name, [...(values.get(name) ?? []), value]);
  return JSON.stringify({
    url,
    method,
    client_ip: ip,
    headers: headers.length === 0 ? undefined : Object.fromEntries(values),
    seed,
  });
}
