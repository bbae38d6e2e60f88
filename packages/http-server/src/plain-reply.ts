import type { Socket } from "node:net";
import type { AppError } from "@signalbox/errors";
import type { HttpConnection } from "./connection.js";
import type { HotReply } from "./hot.js";
import { JSON_TYPE } from "./node-reply.js";
import type { PlainServer } from "./plain-server.js";
import { errorHeaders, toAppError } from "./refusal.js";
import { checkHeaders, JOINED_BYTES } from "./reply-head.js";
import { noRoomToSend } from "./unsent-bodies.js";

const NONE: readonly string[] = [];

/** Who reads the connection a reply belongs to. */
export interface ReplyOwner {
  readonly connection: HttpConnection;
  readonly server: PlainServer;
  /** Bytes of a further request are at hand. */
  readonly hasMore: boolean;
  /** The reply was written; `isLast` when the connection must end after it. */
  answered(isLast: boolean): void;
}

/** A hot reply of the plain reader: the only object made per request. */
export class PlainReply implements HotReply {
  readonly connection: HttpConnection;
  readonly #owner: ReplyOwner;
  readonly #number: number;
  readonly #startedMs: number;
  #isDone = false;

  constructor(owner: ReplyOwner, number: number) {
    this.connection = owner.connection;
    this.#owner = owner;
    this.#number = number;
    this.#startedMs = owner.server.hooks.startMs();
  }

  get isOpen(): boolean {
    return !this.#isDone && this.connection.isOpen;
  }

  send(
    status: number,
    body: Buffer | string,
    contentType = JSON_TYPE,
    headers: readonly string[] = NONE,
  ): void {
    if (headers.length > 0) checkHeaders(headers);
    this.#send(status, body, contentType, headers);
  }

  drop(): void {
    if (!this.isOpen) return;
    this.#isDone = true;
    this.connection.cut();
  }

  fail(reason: unknown): void {
    if (!this.isOpen) return;
    this.#owner.server.hooks.failed(reason);
    this.#sendError(toAppError(reason));
  }

  /** Gives the request up to node:http. */
  withdraw(): void {
    this.#isDone = true;
  }

  #sendError(error: AppError): void {
    const { body, contentType } = this.#owner.server.hooks.errorReply(error, error.status, "");
    this.#send(error.status, body, contentType, errorHeaders(error.status));
  }

  #send(
    status: number,
    body: Buffer | string,
    contentType: string,
    extra: readonly string[],
  ): void {
    if (!this.isOpen) return;
    const { connection } = this;
    const { hooks, heads, inFlight } = this.#owner.server;
    const isLast = connection.isLastReply(
      this.#number,
      // While draining, what has arrived is still answered.
      hooks.isDraining && !this.#owner.hasMore,
    );
    const bodyBytes = typeof body === "string" ? Buffer.byteLength(body) : body.length;
    const head = heads.head(status, contentType, bodyBytes, isLast, extra);
    let onFlushed: (() => void) | undefined;
    if (bodyBytes > JOINED_BYTES) {
      onFlushed = inFlight.unsent.hold(body, bodyBytes, connection);
      if (!onFlushed) {
        hooks.refused("unsent");
        this.#sendError(noRoomToSend(inFlight.unsent.maxBytes));
        return;
      }
    }
    this.#isDone = true;
    connection.pendingReplies--;
    const { socket } = connection;
    if (typeof body === "string")
      writeText(socket, head, body, bodyBytes === body.length, onFlushed);
    else writeBytes(socket, head, body, onFlushed);
    hooks.answered("hot", status, this.#startedMs);
    this.#owner.answered(isLast);
  }
}

/** One write; text of ASCII alone, the usual case, takes the cheaper way. */
function writeText(
  socket: Socket,
  head: string,
  body: string,
  isAscii: boolean,
  onFlushed: (() => void) | undefined,
): void {
  socket.write(head + body, isAscii ? "latin1" : "utf8", onFlushed);
}

/** One write; a large body is not copied. */
function writeBytes(
  socket: Socket,
  head: string,
  body: Buffer,
  onFlushed: (() => void) | undefined,
): void {
  if (body.length <= JOINED_BYTES) {
    const whole = Buffer.allocUnsafe(head.length + body.length);
    whole.write(head, "latin1");
    body.copy(whole, head.length);
    socket.write(whole);
    return;
  }
  socket.cork();
  socket.write(head, "latin1");
  socket.write(body, onFlushed);
  socket.uncork();
}
