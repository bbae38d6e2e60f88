import type { ServerResponse } from "node:http";
import type { HttpConnection } from "./connection.js";
import type { HotReply } from "./hot.js";
import { errorBody, errorHeaders, toAppError } from "./refusal.js";
import { checkReply } from "./reply-head.js";
import type { ServerHooks } from "./server-hooks.js";

export const JSON_TYPE = "application/json";
/** Up to this size a body is joined to the head, so that both leave in one write. */
const JOINED_BYTES = 16_384;

/** A hot reply on node:http. */
export class NodeReply implements HotReply {
  readonly #startedMs: number;
  #isDone = false;

  constructor(
    readonly connection: HttpConnection,
    readonly res: ServerResponse,
    readonly hooks: ServerHooks,
    /** The request's number on its connection. */
    readonly number: number,
  ) {
    this.#startedMs = hooks.startMs();
  }

  get isOpen(): boolean {
    return !this.#isDone && this.connection.isOpen;
  }

  send(status: number, body: Buffer | string, contentType = JSON_TYPE): void {
    this.#send(status, body, contentType, []);
  }

  fail(reason: unknown): void {
    if (!this.isOpen) return;
    this.hooks.failed(reason);
    const error = toAppError(reason);
    this.#send(error.status, errorBody(error), JSON_TYPE, errorHeaders(error.status));
  }

  /** Gives the request up to express, which then owns the response. */
  withdraw(): void {
    this.#isDone = true;
  }

  #send(
    status: number,
    body: Buffer | string,
    contentType: string,
    extra: readonly string[],
  ): void {
    if (!this.isOpen) return;
    checkReply(status, contentType);
    this.#isDone = true;
    const isLast = this.connection.isLastReply(this.number, this.hooks.isDraining);
    writeReply(this.res, { status, body, contentType, extra, isLast });
    this.connection.pendingReplies--;
    this.hooks.answered("hot", status, this.#startedMs);
  }
}

interface ReplyParts {
  readonly status: number;
  readonly body: Buffer | string;
  readonly contentType: string;
  readonly extra: readonly string[];
  /** The connection ends after this reply. */
  readonly isLast: boolean;
}

/** Head and body in as few writes as node:http allows. */
export function writeReply(res: ServerResponse, parts: ReplyParts): void {
  const { body } = parts;
  writeHead(res, parts, Buffer.byteLength(body));
  if (typeof body === "string") res.end(body);
  else if (body.length <= JOINED_BYTES) res.end(body.toString("latin1"), "latin1");
  else res.end(body);
}

export function writeHead(
  res: ServerResponse,
  parts: Omit<ReplyParts, "body">,
  contentLength: number,
): void {
  const headers = ["Content-Type", parts.contentType, "Content-Length", String(contentLength)];
  headers.push(...parts.extra);
  if (parts.isLast) {
    headers.push("Connection", "close");
    res.shouldKeepAlive = false;
  }
  res.sendDate = false;
  res.writeHead(parts.status, headers);
}
