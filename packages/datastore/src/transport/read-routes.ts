import type { IncomingMessage, ServerResponse } from "node:http";
import { connectionOf } from "@signalbox/http-server";
import type { Express } from "express";
import type { ApiAnswer, ApiRequest } from "../api/api-request.js";
import type { Scope } from "../api/caller.js";
import { readTarget } from "../read/http/target.js";
import type { WholeApi } from "./api.js";
import type { Gate } from "./gate.js";
import { originOf } from "../read/http/origin-of.js";
import { behindPrefix } from "./path-prefix.js";
import { scopeOf } from "./scope-of.js";
import { sendAnswer } from "./send-answer.js";
import type { UnsentReplies } from "./unsent-replies.js";

export interface ReadRoutesOptions {
  readonly api: WholeApi;
  readonly gate: Gate;
  /** Under which `/info`, `/data` and the rest are published. */
  readonly prefix: string;
  /** Paths that stand beside the prefix, exactly so. */
  readonly unprefixed: ReadonlySet<string>;
  readonly unsent: UnsentReplies;
  readonly onAnswered: (scope: Scope | "none", status: number) => void;
}

/** Every request that is not a write, to the API and back; access is looked at before anything else. */
export function addReadRoutes(app: Express, options: ReadRoutesOptions): void {
  app.use((req, res) => answer(req, res, options));
}

async function answer(
  req: IncomingMessage & { body?: unknown },
  res: ServerResponse,
  { api, gate, prefix, unprefixed, unsent, onAnswered }: ReadRoutesOptions,
): Promise<void> {
  const { method = "", url = "/" } = req;
  const target = unprefixed.has(url) ? url : behindPrefix(url, prefix);
  const { path } = readTarget(target ?? url);
  const scope = target === undefined ? "info" : scopeOf(path);
  const header = (name: string): string | undefined => firstOf(req, name);
  const { signal } = endOf(res);
  const passage = gate.pass(connectionOf(req), {
    scope,
    accept: header("accept"),
    originUrl: originOf(path),
  });
  const who = passage.caller?.urn ?? "";
  const hold = (bytes: number): void => unsent.hold(res, who, bytes);
  const asked = { method, header, signal, hold };
  const send = async (reply: ApiAnswer): Promise<void> => {
    await sendAnswer(res, reply, asked);
    onAnswered(scope, res.statusCode);
  };
  if (!passage.caller) {
    await send(passage.refusal);
    return;
  }
  if (target === undefined) {
    await send(api.unknown(path));
    return;
  }
  const body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
  const request: ApiRequest = { ...asked, target, body, caller: passage.caller };
  try {
    await send(await api.answer(request, path));
  } catch (reason) {
    // Nothing has left yet, or the connection is broken already.
    if (res.headersSent) res.destroy();
    else {
      forgetFields(res);
      await send(api.failed(reason, path));
    }
  }
}

function firstOf(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name];
  return typeof value === "string" ? value : value?.[0];
}

/** Fields of the reply that did not come about; whether the connection ends is not its matter. */
function forgetFields(res: ServerResponse): void {
  for (const name of res.getHeaderNames()) if (name !== "connection") res.removeHeader(name);
}

/** A signal that ends when the reply can reach nobody any more. */
function endOf(res: ServerResponse): AbortController {
  const controller = new AbortController();
  res.once("close", () => {
    if (!res.writableFinished) controller.abort();
  });
  return controller;
}
