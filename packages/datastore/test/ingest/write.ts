import { systemClock, type Clock } from "@signalbox/clock";
import {
  createIngestApi,
  type IngestApi,
  type IngestApiOptions,
  type IngestLimits,
} from "../../src/index.js";
import { aRequest, type Question } from "../read/ask.js";
import { WrittenStore } from "./written-store.js";

export const NOW_MS = 1_700_000_000_000;
export const NOW_US = NOW_MS * 1000;

/** It stands still; turns of the event loop go on. */
export const stillClock: Clock = {
  wallMs: () => NOW_MS,
  monotonicMs: () => systemClock.monotonicMs(),
  after: () => () => undefined,
  soon: (fn) => systemClock.soon(fn),
};

export type Setup = Partial<Omit<IngestApiOptions, "limits" | "store">> & {
  readonly limits?: Partial<IngestLimits>;
};

export interface Ingest {
  readonly api: IngestApi;
  readonly store: WrittenStore;
}

/** A write API over a store of its own. */
export function anIngest({ limits, ...more }: Setup = {}): Ingest {
  const store = new WrittenStore();
  const api = createIngestApi({
    store,
    requireInfo: false,
    clock: stillClock,
    ...more,
    limits: { maxPoints: 100_000, maxFutureSkewMs: 300_000, maxAgeMs: 0, ...limits },
  });
  return { api, store };
}

export interface Reply {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  /** Parsed when it is JSON. */
  readonly body: unknown;
}

/** Sends a request of a caller who may write. */
export async function send(
  { api }: Pick<Ingest, "api">,
  target: string,
  question: Question = {},
): Promise<Reply> {
  const request = aRequest(target, { method: "POST", scopes: ["write"], ...question });
  const answer = await api.answer(request);
  if (!answer) throw new Error(`${target} was not answered`);
  const { status, headers = [], body } = answer;
  if (typeof body !== "string") throw new Error("the answer to a write is a text");
  const names = headers.filter((_, at) => at % 2 === 0);
  return {
    status,
    headers: new Map(names.map((name, at) => [name, headers[at * 2 + 1] ?? ""])),
    body: body === "" ? "" : (JSON.parse(body) as unknown),
  };
}

export const sendJson = (ingest: Pick<Ingest, "api">, target: string, body: unknown) =>
  send(ingest, target, { body: JSON.stringify(body) });

export const sendLines = (ingest: Pick<Ingest, "api">, target: string, ...lines: string[]) =>
  send(ingest, target, { body: lines.join("\n"), headers: { "content-type": "text/plain" } });
