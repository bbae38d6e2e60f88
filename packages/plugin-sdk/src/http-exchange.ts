import type { ClientRequest, IncomingMessage, RequestOptions } from "node:http";
import type { Agent } from "node:http";
import { TransportError } from "./errors.js";

/** One request, ready to be sent. */
export interface HttpMessage {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** The whole body; sent with exactly its length, never chunked. */
  readonly body?: Buffer | undefined;
}

/** One whole reply. */
export interface HttpReply {
  readonly statusCode: number;
  readonly reason: string;
  readonly body: string;
}

/** Where to send, and the bounds of one exchange. */
export interface ExchangeLimits {
  readonly connectionTimeoutMs: number;
  /** Longest silence on the socket, not the length of the exchange. Source: reference cache-manager 1.4. */
  readonly networkTimeoutMs: number;
  readonly maxReplyBytes: number;
}

export interface ExchangeTarget extends ExchangeLimits {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
}

const CLOSED_BEFORE = "connection closed before a reply";
const CLOSED_WITHIN = "connection closed in the middle of the reply";

type Fail = (error: Error) => void;

/** Loaded at the first request, not at import: a plugin that never asks does not pay for it. */
function requestFunction(isTls: boolean): (options: RequestOptions) => ClientRequest {
  return isTls
    ? process.getBuiltinModule("node:https").request
    : process.getBuiltinModule("node:http").request;
}

function headersFor(message: HttpMessage): Record<string, string | number> {
  const headers = { "user-agent": "signalbox-plugin-sdk", "content-type": "application/json" };
  return message.body ? { ...headers, "content-length": message.body.length } : headers;
}

const timedOut = (): TransportError => new TransportError("ETIMEDOUT", "timed out");

/** Bounds the time until the connection stands; returns whether it does. A reused connection stands already. */
function watchConnect(request: ClientRequest, target: ExchangeTarget, fail: Fail): () => boolean {
  let isConnected = false;
  request.once("socket", (socket) => {
    if (request.reusedSocket) {
      isConnected = true;
      return;
    }
    const timer = setTimeout(() => fail(timedOut()), target.connectionTimeoutMs);
    socket.once(target.isTls ? "secureConnect" : "connect", () => {
      isConnected = true;
      clearTimeout(timer);
    });
    socket.once("close", () => clearTimeout(timer));
  });
  return () => isConnected;
}

/** Counts what arrived since this request got its socket: one byte of a reply forbids sending again. */
function watchReplyBytes(request: ClientRequest): () => number {
  let readBytes = (): number => 0;
  request.once("socket", (socket) => {
    const before = socket.bytesRead;
    readBytes = () => socket.bytesRead - before;
  });
  return () => readBytes();
}

function readReply(
  response: IncomingMessage,
  maxReplyBytes: number,
  done: (reply: HttpReply) => void,
  fail: Fail,
): void {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  response.on("data", (chunk: Buffer) => {
    sizeBytes += chunk.length;
    chunks.push(chunk);
    if (sizeBytes > maxReplyBytes) {
      fail(new TransportError("EMSGSIZE", `reply is larger than ${maxReplyBytes} bytes`));
    }
  });
  response.once("end", () =>
    done({
      statusCode: response.statusCode ?? 0,
      reason: response.statusMessage ?? "",
      body: Buffer.concat(chunks, sizeBytes).toString("utf8"),
    }),
  );
  const cutOff = (): void => fail(new TransportError("ECONNRESET", CLOSED_WITHIN));
  response.once("error", cutOff);
  response.once("close", () => {
    if (!response.complete) cutOff();
  });
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "EIO";
}

/** Turns Node's error into ours; several refused addresses are reported by the first, as the original does. */
function asTransportError(error: Error, isConnected: boolean, replyBytes: number): Error {
  if (error instanceof TransportError || error.name === "AbortError") return error;
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const cause = first instanceof Error ? first : error;
  const wasCut = isConnected && ["ECONNRESET", "EPIPE"].includes(codeOf(cause));
  const isResendable = wasCut && replyBytes === 0;
  const message = wasCut ? (isResendable ? CLOSED_BEFORE : CLOSED_WITHIN) : cause.message;
  return new TransportError(codeOf(cause), message, { cause, isResendable });
}

/**
 * Sends one request on `agent` and reads the whole reply.
 *
 * @throws TransportError when no whole reply arrived; the signal's reason when `signal` was aborted.
 */
export function exchange(
  agent: Agent,
  target: ExchangeTarget,
  message: HttpMessage,
  signal?: AbortSignal,
): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const request = requestFunction(target.isTls)({
      agent,
      host: target.host,
      port: target.port,
      method: message.method,
      path: message.path,
      headers: headersFor(message),
      ...(signal ? { signal } : {}),
    });
    const replyBytes = watchReplyBytes(request);
    const fail: Fail = (error) => {
      reject(asTransportError(error, isConnected(), replyBytes()));
      request.destroy();
    };
    const isConnected = watchConnect(request, target, fail);
    request.setTimeout(target.networkTimeoutMs, () => fail(timedOut()));
    request.on("error", fail);
    request.once("response", (response) =>
      readReply(response, target.maxReplyBytes, resolve, fail),
    );
    request.end(message.body);
  });
}
