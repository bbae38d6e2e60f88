import { connect, type Socket } from "node:net";
import { once } from "node:events";

export interface RawReply {
  readonly status: number;
  readonly reason: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** A client that sends exactly the bytes it is told to, and reads replies off the same connection. */
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
    const end = (): void => {
      this.#isEnded = true;
      this.#wake();
    };
    socket.on("end", end);
    socket.on("close", end);
    socket.on("error", end);
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    return new RawClient(socket);
  }

  send(bytes: string | Buffer): this {
    this.socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
    return this;
  }

  /** The next reply, or undefined when the connection ended first. */
  async reply(options: { isHead?: boolean } = {}): Promise<RawReply | undefined> {
    // A long body is looked at again only when it may be whole.
    let neededChars = 0;
    for (;;) {
      if (this.#input.length >= neededChars) {
        const parsed = parseReply(this.#input, options.isHead ?? false);
        if (parsed?.reply) {
          this.#input = this.#input.slice(parsed.length);
          return parsed.reply;
        }
        neededChars = parsed?.length ?? 0;
      }
      if (this.#isEnded) return undefined;
      await this.#change();
    }
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

/** Gives the length of the whole reply as soon as its head is there, and the reply once it is. */
function parseReply(
  text: string,
  isHead: boolean,
): { reply?: RawReply; length: number } | undefined {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd === -1) return undefined;
  const [statusLine = "", ...lines] = text.slice(0, headEnd).split("\r\n");
  const match = /^HTTP\/1\.1 (\d{3}) (.*)$/.exec(statusLine);
  if (!match) throw new Error(`not a status line: ${statusLine}`);
  const headers = new Map(lines.map((line) => splitHeader(line)));
  const isInterim = match[1]?.startsWith("1") === true;
  const declared = isInterim ? "0" : headers.get("content-length");
  if (declared === undefined) throw new Error(`reply without Content-Length: ${statusLine}`);
  const length = headEnd + 4 + (isHead ? 0 : Number(declared));
  if (text.length < length) return { length };
  const body = text.slice(headEnd + 4, length);
  return { reply: { status: Number(match[1]), reason: match[2] ?? "", headers, body }, length };
}

function splitHeader(line: string): [string, string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}
