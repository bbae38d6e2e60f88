import { systemClock } from "@signalbox/clock";
import {
  createReadApi,
  type ApiAnswer,
  type ApiRequest,
  type ReadApi,
  type ReadApiOptions,
  type ReadLimits,
  type Scope,
} from "../../src/index.js";
import { MemoryStore } from "./memory-store.js";

export const BASE_URL = "https://store.example.net:4334/om";
export const VERSION = "9.9.9";

const limits: ReadLimits = {
  maxPoints: 1_000_000,
  maxIds: 10_000,
  maxQueryBytes: 65_536,
  maxList: 1000,
  maxConcurrent: 16,
  maxWaiting: 100,
};

export type Setup = Partial<Omit<ReadApiOptions, "limits">> & { limits?: Partial<ReadLimits> };

/** A read API over a store of its own, or the one given. */
export function anApi(setup: Setup = {}): ReadApi {
  return createReadApi({
    store: new MemoryStore(),
    baseUrl: BASE_URL,
    version: VERSION,
    strict: false,
    tolerant: false,
    clock: systemClock,
    ...setup,
    limits: { ...limits, ...setup.limits },
  });
}

export interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly scopes?: readonly Scope[];
  readonly signal?: AbortSignal;
}

export function aRequest(target: string, question: Question = {}): ApiRequest {
  const scopes = question.scopes ?? ["info", "data", "personal"];
  return {
    method: question.method ?? "GET",
    target,
    header: (name) => question.headers?.[name],
    body: Buffer.from(question.body ?? ""),
    caller: {
      urn: "urn:publicid:IDN+example.net+tool+test",
      mayUse: (one) => scopes.includes(one),
    },
    signal: question.signal ?? new AbortController().signal,
  };
}

export interface Heard {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly etag: string | undefined;
  readonly contentType: string;
  readonly text: string;
  /** Pieces that the text came in; 1 when it was whole. */
  readonly pieces: number;
}

/** Asks and reads the whole body. */
export async function ask(api: ReadApi, target: string, question: Question = {}): Promise<Heard> {
  const answer = await api.answer(aRequest(target, question));
  if (!answer) throw new Error(`${target} was not answered`);
  const pieces = await piecesOf(answer);
  const fields = answer.headers ?? [];
  const names = fields.filter((_, at) => at % 2 === 0);
  return {
    status: answer.status,
    headers: new Map(names.map((name, at) => [name, fields[at * 2 + 1] ?? ""])),
    etag: answer.etag,
    contentType: answer.contentType ?? "application/json; charset=utf-8",
    text: pieces.join(""),
    pieces: pieces.length,
  };
}

export async function piecesOf({ body }: ApiAnswer): Promise<string[]> {
  if (typeof body === "string" || Buffer.isBuffer(body)) return [body.toString()];
  const pieces: string[] = [];
  for await (const piece of body) pieces.push(piece);
  return pieces;
}

/** Asks and parses. */
export async function askJson(
  api: ReadApi,
  target: string,
  question: Question = {},
): Promise<unknown> {
  const { text } = await ask(api, target, question);
  return JSON.parse(text);
}

/** `/data/?q=` with the query as a client would encode it. */
export const dataTarget = (query: unknown, more = ""): string =>
  `/data/?q=${encodeURIComponent(typeof query === "string" ? query : JSON.stringify(query))}${more}`;
