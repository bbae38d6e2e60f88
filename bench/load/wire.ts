import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { once } from "node:events";
import type { TlsFiles } from "./tasks.js";

/** How replies are told apart on one connection. */
export interface Protocol {
  /** Offset after the reply that starts at `at`, or -1 when it is not whole yet. */
  replyEnd(bytes: Buffer, at: number): number;
  /** Whether it answers a request; false for what the server sends of its own accord. */
  isAnswer(bytes: Buffer, at: number): boolean;
  /** Whether it is the reply of a request that went well. */
  isGood(bytes: Buffer, at: number): boolean;
}

const EMPTY = Buffer.alloc(0);

/** One raw connection; the same code for every protocol, so that the client's share is alike. */
export class Wire {
  onReply: (reply: Buffer) => void = () => undefined;
  onPush: (push: Buffer) => void = () => undefined;
  readonly #socket: Socket;
  readonly #protocol: Protocol;
  #rest: Buffer = EMPTY;

  private constructor(socket: Socket, protocol: Protocol) {
    this.#socket = socket;
    this.#protocol = protocol;
    socket.on("data", (chunk) => this.#read(chunk));
    socket.on("error", (error) => fail(error.message));
    socket.on("end", () => fail("the server closed a connection"));
  }

  static async open(port: number, protocol: Protocol, tls?: TlsFiles): Promise<Wire> {
    const to = { port, host: "127.0.0.1", noDelay: true };
    if (tls === undefined) {
      const socket = connect(to);
      await once(socket, "connect");
      return new Wire(socket, protocol);
    }
    const [ca, identity] = [readFileSync(tls.caFile), readFileSync(tls.identityFile)];
    const socket = connectTls({
      ...to,
      servername: "localhost",
      ca,
      cert: identity,
      key: identity,
    });
    await once(socket, "secureConnect");
    return new Wire(socket, protocol);
  }

  static openMany(
    count: number,
    port: number,
    protocol: Protocol,
    tls?: TlsFiles,
  ): Promise<Wire[]> {
    return Promise.all(Array.from({ length: count }, () => Wire.open(port, protocol, tls)));
  }

  send(bytes: Buffer | string): void {
    this.#socket.write(bytes);
  }

  /** Sends and waits for `replies` answers; returns the last. */
  ask(bytes: Buffer | string, replies = 1): Promise<Buffer> {
    return new Promise((resolve) => {
      let missing = replies;
      this.onReply = (reply) => {
        if (--missing === 0) resolve(reply);
      };
      this.#socket.write(bytes);
    });
  }

  nextPush(): Promise<Buffer> {
    return new Promise((resolve) => (this.onPush = resolve));
  }

  close(): void {
    this.#socket.removeAllListeners("end");
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (at < bytes.length) {
      const end = this.#protocol.replyEnd(bytes, at);
      if (end < 0) break;
      this.#take(bytes, at, end);
      at = end;
    }
    this.#rest = at === bytes.length ? EMPTY : bytes.subarray(at);
  }

  #take(bytes: Buffer, at: number, end: number): void {
    const reply = bytes.subarray(at, end);
    if (!this.#protocol.isAnswer(bytes, at)) this.onPush(reply);
    else if (this.#protocol.isGood(bytes, at)) this.onReply(reply);
    else fail(`unexpected reply: ${reply.toString("latin1", 0, 300)}`);
  }
}

/** Ends the load process: figures of a run in which something failed are worth nothing. */
function fail(message: string): never {
  throw new Error(message);
}
