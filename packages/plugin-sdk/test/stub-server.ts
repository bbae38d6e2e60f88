import { createServer as createNetServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/** One request as it came over the wire. */
export interface SeenRequest {
  /** Number of the connection, from 1. */
  readonly connection: number;
  readonly raw: string;
  readonly line: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body parsed, for requests that have one. */
  readonly json: unknown;
}

/** Answers one request by writing to, or ending, its socket. */
export type Answer = (socket: Socket, request: SeenRequest) => void;

export interface StubServer {
  readonly host: string;
  readonly port: number;
  readonly requests: readonly SeenRequest[];
  readonly connections: () => number;
  /** Resolves with the `count`th request ever seen. */
  readonly request: (count: number) => Promise<SeenRequest>;
  /** Ends every connection that is open now. */
  readonly dropConnections: () => void;
  readonly close: () => Promise<void>;
}

/** A whole keep-alive reply with a JSON body. */
export function reply(value: unknown, status = "200 OK", headers = ""): Answer {
  const body = typeof value === "string" ? value : JSON.stringify(value);
  const length = Buffer.byteLength(body);
  return (socket) =>
    socket.write(`HTTP/1.1 ${status}\r\nContent-Length: ${length}\r\n${headers}\r\n${body}`);
}

/** Closes the connection without a byte of a reply. */
export const hangUp: Answer = (socket) => socket.destroy();

/** Never answers. */
export const silence: Answer = () => undefined;

function parse(connection: number, raw: string, bodyStart: number, body: string): SeenRequest {
  const [line = "", ...rest] = raw.slice(0, bodyStart - 4).split("\r\n");
  const pairs = rest.map((header) => header.split(/: (.*)/s).slice(0, 2));
  const headers = Object.fromEntries(
    pairs.map(([name = "", value = ""]) => [name.toLowerCase(), value]),
  );
  const json: unknown = body === "" ? undefined : JSON.parse(body);
  return { connection, raw, line, headers, body, json };
}

/** Splits what arrives into requests by their Content-Length; the client under test sends nothing else. */
function readRequests(
  socket: Socket,
  connection: number,
  onRequest: (request: SeenRequest) => void,
): void {
  let pending = Buffer.alloc(0);
  socket.on("data", (chunk) => {
    pending = Buffer.concat([pending, typeof chunk === "string" ? Buffer.from(chunk) : chunk]);
    const bodyStart = pending.indexOf("\r\n\r\n") + 4;
    if (bodyStart < 4) return;
    const head = pending.subarray(0, bodyStart).toString();
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (pending.length < bodyStart + length) return;
    const raw = pending.subarray(0, bodyStart + length).toString();
    const body = pending.subarray(bodyStart, bodyStart + length).toString();
    pending = pending.subarray(bodyStart + length);
    onRequest(parse(connection, raw, bodyStart, body));
  });
}

/**
 * A server on a free loopback port that answers request number n with `answers[n - 1]`, the last one for all further
 * requests, and keeps what it saw. `createServer` may put TLS in front.
 */
export async function startStub(
  answers: readonly Answer[],
  createServer: (onSocket: (socket: Socket) => void) => Server = createNetServer,
): Promise<StubServer> {
  const requests: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  const waiting: { count: number; resolve: (request: SeenRequest) => void }[] = [];
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    readRequests(socket, connections, (request) => {
      requests.push(request);
      const answer = answers[requests.length - 1] ?? answers.at(-1) ?? silence;
      answer(socket, request);
      for (const { count, resolve } of waiting) if (count === requests.length) resolve(request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A TCP server that listens has an address of this form.
  const { port } = server.address() as AddressInfo;
  return {
    host: "127.0.0.1",
    port,
    requests,
    connections: () => connections,
    request: (count) =>
      new Promise((resolve) => {
        const seen = requests[count - 1];
        if (seen) resolve(seen);
        else waiting.push({ count, resolve });
      }),
    dropConnections: () => sockets.forEach((socket) => socket.destroy()),
    close: () =>
      new Promise((resolve) => {
        sockets.forEach((socket) => socket.destroy());
        server.close(() => resolve());
      }),
  };
}
