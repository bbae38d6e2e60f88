import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { readReply, type HttpReply } from "./http-reply.mjs";

/** A connection over which a test sends what it likes, whole or in pieces. */
export class RawConnection {
  readonly socket: Socket;
  /** Resolves when the connection is over, however it ended. */
  readonly closed: Promise<void>;
  #received = Buffer.alloc(0);
  #isOver = false;
  #wake: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => {
      socket.once("close", () => {
        this.#isOver = true;
        this.#wake();
        resolve();
      });
    });
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = connect(port, "127.0.0.1");
    const connection = new RawConnection(socket);
    await once(socket, "connect");
    return connection;
  }

  write(text: string): void {
    this.socket.write(text);
  }

  /** The next reply; undefined when the connection ends without one. */
  async reply(): Promise<HttpReply | undefined> {
    for (;;) {
      const reply = readReply(this.#received);
      if (reply) {
        this.#received = this.#received.subarray(reply.bytes);
        return reply;
      }
      if (this.#isOver) return undefined;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  destroy(): void {
    this.socket.destroy();
  }
}

/** A POST as the shortest of clients would send it. */
export function post(path: string, fields: object): string {
  const body = JSON.stringify(fields);
  const length = Buffer.byteLength(body);
  return `POST ${path} HTTP/1.1\r\nHost: tests\r\nContent-Length: ${length}\r\n\r\n${body}`;
}
