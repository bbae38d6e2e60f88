import { LINGER_MS } from "./answer-refusal.js";
import { rawRefusal } from "./client-error.js";
import type { ConnectionReader, HttpConnection } from "./connection.js";
import { inflatedSmall } from "./gzip-bodies.js";
import { wasTaken } from "./hot.js";
import { PlainHead } from "./plain-fields.js";
import { PlainReply, type ReplyOwner } from "./plain-reply.js";
import type { PlainServer } from "./plain-server.js";
import { ReceivedPieces } from "./received-pieces.js";
import { refusal } from "./refusal.js";
import { NO_HEAD, type RequestHead } from "./request-head.js";
import { noRoom } from "./request-rules.js";

/** A head that is still not whole after so many reads is left to node:http, which keeps its place between reads. */
const MAX_HEAD_READS = 8;
/** Reply bytes a client has not taken, beyond which none of its further requests is looked at. */
const MAX_UNSENT_BYTES = 262_144;
/** Request bytes kept while a reply is owed. Beyond it reading stops, and with it the notice of the client's end. */
const MAX_AHEAD_BYTES = 65_536;
/** Pipelined requests served in one go before other connections get their turn. */
const MAX_REQUESTS_PER_TURN = 100;
const INCOMPLETE = { complete: false };
/** What `#serve` returns when the bytes at hand cannot be served further. */
const STOP = -1;

/**
 * Reads one connection as long as it carries plain hot requests (see `PlainHeadScanner`), one at a time and in order. Anything
 * else goes to node:http with every byte from the start of that request on, and the connection stays there. No byte of a request
 * is given up before the request is whole, so handing over is possible whenever no reply is owed.
 */
export class PlainReader implements ReplyOwner, ConnectionReader {
  /** Bytes that belong to no answered request, in order; all of them are here or none. */
  readonly #unread: ReceivedPieces;
  /** How many unread bytes make it worth looking again. */
  #neededBytes = 0;
  #headReads = 0;
  #isReplyOwed = false;
  #isInHandler = false;
  /** More bytes arrived together with the request whose handler is running. */
  #isMoreInHand = false;
  /** The client does not take its replies, or has had its share of this turn; `#goOnLater` ends it. */
  #isStalled = false;
  #isPaused = false;
  #isGone = false;
  /** More came behind an unanswered request than there was room for: it is refused when its turn comes. */
  #isOverfull = false;
  /** Numbers the waits for bytes, so that the sweep can tell one from the next without a clock being read per request. */
  #wait = 1;
  #waitSeen = 0;
  #waitSinceMs = 0;
  readonly #onData = (chunk: Buffer): void => this.#receive(chunk);

  constructor(
    readonly connection: HttpConnection,
    readonly server: PlainServer,
  ) {
    this.#unread = new ReceivedPieces(server.inFlight.receiving);
    connection.reader = this;
    connection.socket.on("data", this.#onData);
  }

  /** Ends a connection that keeps us waiting for the rest of a request, or for its first one. */
  sweep(nowMs: number): void {
    const isExpecting = this.#unread.bytes > 0 || this.connection.requests === 0;
    if (this.#isBlocked || !isExpecting || this.#waitSeen !== this.#wait) {
      this.#waitSeen = this.#wait;
      this.#waitSinceMs = nowMs;
      return;
    }
    const { headersTimeoutMs, bodyTimeoutMs } = this.server.limits;
    const limitMs = this.connection.isReceiving ? bodyTimeoutMs : headersTimeoutMs;
    if (nowMs - this.#waitSinceMs >= limitMs) this.#timeOut();
  }

  gone(): void {
    this.#leave();
  }

  answered(isLast: boolean): void {
    this.#isReplyOwed = false;
    if (isLast) {
      this.#leave();
      this.connection.finish();
    } else if (this.#isOverfull) this.#answerOverfull();
    else if (!this.#isInHandler && this.#unread.bytes > 0) {
      // Deferred, because the caller may be in the middle of answering others.
      queueMicrotask(() => this.#goOn());
    }
  }

  get hasMore(): boolean {
    return this.#isInHandler ? this.#isMoreInHand : this.#unread.bytes > 0;
  }

  get #isBlocked(): boolean {
    return this.#isReplyOwed || this.#isStalled;
  }

  #receive(chunk: Buffer): void {
    if (this.#isOverfull) return;
    if (this.#unread.bytes === 0 && !this.#isBlocked) {
      this.#process(chunk);
    } else if (!this.#isBlocked && this.#unread.bytes + chunk.length >= this.#neededBytes) {
      this.#process(this.#unread.take(chunk));
    } else if (!this.#unread.add(chunk)) this.#overflow(chunk);
    this.#adjustFlow();
  }

  /** After a reply that came later than its handler returned, or once the client has taken what it was sent. */
  #goOn(): void {
    if (this.#isGone || this.#isBlocked || !this.connection.isOpen) return;
    if (this.#unread.bytes > 0) this.#process(this.#unread.take());
    this.#adjustFlow();
  }

  /** Leaves further bytes to the kernel while enough are queued here, or while the client takes no replies. */
  #adjustFlow(): void {
    if (this.#isGone) return;
    if (!this.#isStalled && this.#isUnsent) this.#goOnLater();
    const isFull = this.#isStalled || (this.#isReplyOwed && this.#unread.bytes > MAX_AHEAD_BYTES);
    if (isFull === this.#isPaused) return;
    this.#isPaused = isFull;
    if (isFull) this.connection.socket.pause();
    else this.connection.socket.resume();
  }

  /** Serves the whole requests at the front of `bytes` and keeps the rest. */
  #process(bytes: Buffer): void {
    const { socket } = this.connection;
    let at = this.#serve(bytes, 0);
    if (at === bytes.length) return;
    if (at === STOP) {
      if (!this.#isGone) this.#keep(bytes, 0);
      return;
    }
    // More came with the first request: the answers leave together.
    socket.cork();
    let served = 1;
    while (at < bytes.length && !this.#isGone && !this.#isBlocked) {
      if (served++ >= MAX_REQUESTS_PER_TURN || this.#isUnsent) {
        this.#isStalled = true;
        break;
      }
      const next = this.#serve(bytes, at);
      if (next === STOP) break;
      at = next;
    }
    socket.uncork();
    if (!this.#isGone && at < bytes.length) this.#keep(bytes, at);
    if (this.#isStalled) this.#goOnLater();
  }

  get #isUnsent(): boolean {
    return this.connection.socket.writableLength > MAX_UNSENT_BYTES;
  }

  #keep(bytes: Buffer, from: number): void {
    const rest = from === 0 ? bytes : bytes.subarray(from);
    if (!this.#unread.add(rest)) this.#overflow(rest);
  }

  /**
   * There is no room for `chunk`. The request it belongs to is refused by node:http, which finds no room either and gives the client
   * time to read why; behind an unanswered request that has to wait, and nothing more is kept meanwhile.
   */
  #overflow(chunk: Buffer): void {
    if (!this.#isReplyOwed) {
      this.#handOver(this.#unread.take(chunk), 0);
      return;
    }
    this.#unread.drop();
    this.#isOverfull = true;
    this.connection.isRefused = true;
    this.server.hooks.refused("receiving");
  }

  #answerOverfull(): void {
    const { connection, server } = this;
    this.#leave();
    connection.socket.write(rawRefusal(noRoom(server.limits.maxReceivingBytes), server.hooks));
    // What still comes meanwhile is dropped; closing on unread bytes could lose the client the answer to a reset.
    const cancel = server.hooks.clock.after(LINGER_MS, () => connection.finish());
    connection.holdUntilGone(cancel);
  }

  /** Stops serving until the client has taken its replies, or until others have had their turn. */
  #goOnLater(): void {
    this.#isStalled = true;
    const goOn = (): void => {
      this.#isStalled = false;
      this.#goOn();
    };
    if (this.#isUnsent) this.connection.socket.once("drain", goOn);
    else this.server.hooks.clock.soon(goOn);
  }

  /** Returns the offset after the request at `at`, or STOP when it is not whole or has been handed over. */
  #serve(bytes: Buffer, at: number): number {
    const { scanner, hot } = this.server;
    const verdict = scanner.scan(bytes, at);
    if (verdict === "partial" && ++this.#headReads < MAX_HEAD_READS) {
      this.#neededBytes = 0;
      return STOP;
    }
    if (verdict !== "whole" || scanner.bodyBytes > hot.maxBodyBytes) {
      return this.#handOver(bytes, at);
    }
    const { method, bodyStart, bodyBytes } = scanner;
    const path = bytes.toString("latin1", scanner.pathStart, scanner.pathEnd);
    if (!hot.claims(method, path)) return this.#handOver(bytes, at);
    const end = bodyStart + bodyBytes;
    if (end > bytes.length) return this.#awaitBody(end - at);
    this.#headReads = 0;
    this.#wait++;
    this.connection.incoming = undefined;
    this.#isMoreInHand = end < bytes.length;
    const sent = bytes.subarray(bodyStart, end);
    const body = this.#plainBody(sent);
    if (body === undefined) return this.#handOver(bytes, at);
    const head = hot.readsHead ? new PlainHead(bytes, at, bodyStart, scanner.fields) : NO_HEAD;
    return this.#ask(method, path, body, head) ? end : this.#decline(bytes, at);
  }

  /** Undefined for a compressed body that is not inflated in a moment, or that is broken. */
  #plainBody(sent: Buffer): Buffer | undefined {
    const { scanner, hot } = this.server;
    if (!scanner.isGzip || sent.length === 0) return sent;
    return hot.gzip && inflatedSmall(sent, hot.gzip);
  }

  #awaitBody(neededBytes: number): number {
    this.#neededBytes = neededBytes;
    this.#wait++;
    this.connection.incoming = INCOMPLETE;
    return STOP;
  }

  #ask(method: string, path: string, body: Buffer, head: RequestHead): boolean {
    const { hot, limits } = this.server;
    const number = this.connection.beginRequest(limits.maxRequestsPerConnection ?? Infinity);
    const reply = new PlainReply(this, number);
    this.#isReplyOwed = true;
    this.#isInHandler = true;
    const taken = wasTaken(hot, method, path, body, reply, head);
    this.#isInHandler = false;
    if (!taken) reply.withdraw();
    return taken;
  }

  #decline(bytes: Buffer, at: number): number {
    this.#isReplyOwed = false;
    this.connection.forgetRequest();
    this.connection.isDeclined = true;
    return this.#handOver(bytes, at);
  }

  #handOver(bytes: Buffer, at: number): number {
    const { socket } = this.connection;
    this.#leave();
    // Paused, or the stream would drop what is put back while nobody listens.
    socket.pause();
    socket.unshift(bytes.subarray(at));
    this.server.handOver(this.connection);
    socket.resume();
    return STOP;
  }

  #leave(): void {
    this.#isGone = true;
    this.#unread.drop();
    this.connection.incoming = undefined;
    this.connection.reader = undefined;
    this.connection.socket.off("data", this.#onData);
  }

  #timeOut(): void {
    const { connection, server } = this;
    this.#leave();
    server.hooks.refused("timeout");
    connection.isRefused = true;
    const problem = refusal("timeout", "request_timeout", "request did not arrive in time");
    connection.socket.write(rawRefusal(problem, server.hooks));
    connection.finish();
  }
}
