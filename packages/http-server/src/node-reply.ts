import type { ServerResponse } from "node:http";
import type { AppError } from "@signalbox/errors";
import type { HttpConnection } from "./connection.js";
import type { Exchange } from "./exchange.js";
import type { HotReply } from "./hot.js";
import { errorHeaders, toAppError } from "./refusal.js";
import { checkReply, JOINED_BYTES } from "./reply-head.js";
import type { ServerHooks } from "./server-hooks.js";
import { noRoomToSend, type UnsentBodies } from "./unsent-bodies.js";

export const JSON_TYPE = "application/json";

/** A hot reply on node:http. */
export class NodeReply implements HotReply {
  readonly connection: HttpConnection;
  readonly #res: ServerResponse;
  readonly #number: number;
  readonly #hooks: ServerHooks;
  readonly #unsent: UnsentBodies;
  readonly #startedMs: number;
  readonly #fixed: readonly string[];
  #isDone = false;

  /** @param shared `fixed`: names and values, alternating, that every reply carries */
  constructor(
    exchange: Exchange,
    shared: { hooks: ServerHooks; unsent: UnsentBodies; fixed: readonly string[] },
  ) {
    this.connection = exchange.connection;
    this.#res = exchange.res;
    this.#number = exchange.number;
    this.#hooks = shared.hooks;
    this.#unsent = shared.unsent;
    this.#fixed = shared.fixed;
    this.#startedMs = shared.hooks.startMs();
  }

  get isOpen(): boolean {
    return !this.#isDone && this.connection.isOpen;
  }

  send(
    status: number,
    body: Buffer | string,
    contentType = JSON_TYPE,
    headers: readonly string[] = [],
  ): void {
    this.#send(status, body, contentType, headers);
  }

  drop(): void {
    if (!this.isOpen) return;
    this.#isDone = true;
    this.connection.cut();
  }

  fail(reason: unknown): void {
    if (!this.isOpen) return;
    this.#hooks.failed(reason);
    this.#sendError(toAppError(reason));
  }

  /** Gives the request up to express, which then owns the response. */
  withdraw(): void {
    this.#isDone = true;
  }

  #sendError(error: AppError): void {
    const { body, contentType } = this.#hooks.errorReply(error, error.status, "");
    this.#send(error.status, body, contentType, errorHeaders(error.status));
  }

  #send(
    status: number,
    body: Buffer | string,
    contentType: string,
    extra: readonly string[],
  ): void {
    if (!this.isOpen) return;
    checkReply(status, contentType, extra);
    const { connection } = this;
    const hooks = this.#hooks;
    const bodyBytes = Buffer.byteLength(body);
    let onFlushed: (() => void) | undefined;
    if (bodyBytes > JOINED_BYTES) {
      onFlushed = this.#unsent.hold(body, bodyBytes, connection);
      if (!onFlushed) {
        hooks.refused("unsent");
        this.#sendError(noRoomToSend(this.#unsent.maxBytes));
        return;
      }
    }
    this.#isDone = true;
    const isLast = connection.isLastReply(this.#number, hooks.isDraining);
    const headers = extra.length === 0 ? this.#fixed : [...this.#fixed, ...extra];
    writeHead(this.#res, { status, contentType, extra: headers, isLast }, bodyBytes);
    writeBody(this.#res, body, onFlushed);
    connection.pendingReplies--;
    hooks.answered("hot", status, this.#startedMs);
  }
}

interface HeadParts {
  readonly status: number;
  readonly contentType: string;
  readonly extra: readonly string[];
  /** The connection ends after this reply. */
  readonly isLast: boolean;
}

/** Head and body leave in as few writes as node:http allows. */
function writeBody(
  res: ServerResponse,
  body: Buffer | string,
  onFlushed: (() => void) | undefined,
): void {
  if (typeof body === "string" || body.length > JOINED_BYTES) res.end(body, onFlushed);
  else res.end(body.toString("latin1"), "latin1");
}

export function writeHead(res: ServerResponse, parts: HeadParts, contentLength: number): void {
  const headers = ["Content-Length", String(contentLength), ...parts.extra];
  if (parts.contentType !== "") headers.unshift("Content-Type", parts.contentType);
  if (parts.isLast) {
    headers.push("Connection", "close");
    res.shouldKeepAlive = false;
  }
  res.sendDate = false;
  res.writeHead(parts.status, headers);
}
