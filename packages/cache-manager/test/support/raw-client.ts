import { once } from "node:events";
import { connect, type Socket } from "node:net";

export interface RawReply {
  readonly status: number;
  readonly reason: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** Everything as it came. */
  readonly bytes: string;
}

/** Sends exactly the bytes it is told to and reads replies off the same connection. */
export class RawClient {
  #input = "";
  #isEnded = false;
  #wake: () => void = () => undefined;

  constructor(readonly socket: Socket) {
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => {
      this.#input += text;
      this.#wake();
    });
    for (const event of ["end", "close", "error"]) {
      socket.on(event, () => {
        this.#isEnded = true;
        this.#wake();
      });
    }
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    return new RawClient(socket);
  }

  send(bytes: string | Buffer): this {
    this.socket.write(bytes);
    return this;
  }

  /** The next reply, or undefined when the connection ended first. */
  async reply(): Promise<RawReply | undefined> {
    for (;;) {
      const reply = parseReply(this.#input);
      if (reply) {
        this.#input = this.#input.slice(reply.bytes.length);
        return reply;
      }
      if (this.#isEnded) return undefined;
      await this.#change();
    }
  }

  /** Sends a request and waits for its reply. @throws Error when the connection ends first. */
  async ask(bytes: string | Buffer): Promise<RawReply> {
    const reply = await this.send(bytes).reply();
    if (!reply) throw new Error("the connection ended without a reply");
    return reply;
  }

  /** Resolves when the server has ended the connection; gives what came and was not read as a reply. */
  async ended(): Promise<string> {
    while (!this.#isEnded) await this.#change();
    return this.#input;
  }

  #change(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }
}

/** A request as the original client sends it: lower-case headers, no more than these. */
export function post(path: string, fields: object | string | Buffer, more: string[] = []): Buffer {
  const isRaw = typeof fields === "string" || Buffer.isBuffer(fields);
  const body = Buffer.from(isRaw ? fields : JSON.stringify(fields));
  const head = [
    `POST ${path} HTTP/1.1`,
    "host: 127.0.0.1:8182",
    `content-length: ${body.length}`,
    ...more,
  ];
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]);
}

export const get = (path: string): string => `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`;

function parseReply(text: string): RawReply | undefined {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd === -1) return undefined;
  const [statusLine = "", ...lines] = text.slice(0, headEnd).split("\r\n");
  const match = /^HTTP\/1\.1 (\d{3}) (.*)$/.exec(statusLine);
  if (!match) throw new Error(`not a status line: ${statusLine}`);
  const headers = new Map(lines.map((line) => splitHeader(line)));
  const declared = headers.get("content-length");
  // A reply without a length would leave the reader waiting for the end of the connection.
  if (declared === undefined) throw new Error(`reply without Content-Length: ${statusLine}`);
  const length = headEnd + 4 + Number(declared);
  if (text.length < length) return undefined;
  const [status, reason] = [Number(match[1]), match[2] ?? ""];
  const body = text.slice(headEnd + 4, length);
  return { status, reason, headers, body, bytes: text.slice(0, length) };
}

function splitHeader(line: string): [string, string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}
