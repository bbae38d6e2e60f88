import type { IncomingMessage, ServerResponse } from "node:http";
import { sleep, type Clock } from "@signalbox/clock";
import type { RequestHandler } from "express";
import type { Caller } from "../api/caller.js";
import { readTarget } from "../read/http/target.js";
import { originOf, type WholeApi } from "../transport/api.js";
import { sendAnswer } from "../transport/send-answer.js";

/** What a store does instead of a plain answer. */
export type Interference =
  /** The answer comes later, by the injected clock. */
  | { readonly kind: "delay"; readonly delayMs: number }
  /** The connection ends; with `afterBytes` in the midst of a body. */
  | { readonly kind: "cut"; readonly afterBytes?: number }
  /** Something else is sent. */
  | {
      readonly kind: "reply";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: string | Buffer;
    }
  /** Nothing is ever sent. */
  | { readonly kind: "silence" };

const everybody: Caller = { urn: "urn:publicid:IDN+example.net+tool+any", mayUse: () => true };

/** Whoever gets this far may read everything. */
export function answerOpenly(
  api: WholeApi,
  options: {
    readonly interfere: (target: string) => Interference | undefined;
    readonly clock: Clock;
  },
): RequestHandler {
  return async (req: IncomingMessage & { body?: unknown }, res: ServerResponse) => {
    const target = req.url ?? "/";
    const interference = options.interfere(target);
    if (interference?.kind === "delay") await sleep(options.clock, interference.delayMs);
    else if (interference) {
      interrupt(res, interference);
      return;
    }
    await answer(req, res, { api, target });
  };
}

async function answer(
  req: IncomingMessage & { body?: unknown },
  res: ServerResponse,
  { api, target }: { readonly api: WholeApi; readonly target: string },
): Promise<void> {
  const end = new AbortController();
  res.once("close", () => end.abort());
  const { method = "GET" } = req;
  const header = (name: string): string | undefined => {
    const value = req.headers[name];
    return typeof value === "string" ? value : value?.[0];
  };
  const body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
  const asked = { method, header, signal: end.signal };
  const { path } = readTarget(target);
  const reply = await api.answer({ ...asked, target, body, caller: everybody }, path);
  try {
    await sendAnswer(res, reply, asked);
  } catch (error) {
    if (res.headersSent) res.destroy();
    else await sendAnswer(res, api.failed(error, originOf(path)), asked);
  }
}

function interrupt(
  res: ServerResponse,
  interference: Exclude<Interference, { readonly kind: "delay" }>,
): void {
  switch (interference.kind) {
    case "silence":
      return;
    case "cut":
      if (interference.afterBytes === undefined) res.destroy();
      else res.write("[".padEnd(interference.afterBytes, " "), () => void res.destroy());
      return;
    case "reply":
      res.writeHead(interference.status, interference.headers).end(interference.body);
  }
}
