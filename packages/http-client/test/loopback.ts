import http from "node:http";
import net from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach } from "@jest/globals";
import { systemClock } from "@signalbox/clock";
import { createHttpClient, type HttpClient, type HttpClientOptions } from "../src/index.js";

const cleanUps: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

export interface Loopback {
  readonly url: string;
  readonly port: number;
  /** Connections accepted so far. */
  connections(): number;
}

/** Listens on loopback until the test ends. */
export async function listen(server: net.Server, scheme = "http"): Promise<Loopback> {
  let connections = 0;
  const sockets = new Set<net.Socket>();
  server.on("connection", (socket: net.Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined); // Clients of these tests break off on purpose.
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanUps.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  // A server listening on TCP has an address object.
  const { port } = server.address() as AddressInfo;
  return { url: `${scheme}://127.0.0.1:${port}`, port, connections: () => connections };
}

export function serve(handler: http.RequestListener): Promise<Loopback> {
  return listen(http.createServer(handler));
}

/** A server that speaks raw bytes. */
export function serveRaw(onSocket: (socket: net.Socket) => void): Promise<Loopback> {
  return listen(net.createServer(onSocket));
}

/** A client with generous limits, closed when the test ends. */
export function aClient(options: Partial<HttpClientOptions> & { baseUrl: string }): HttpClient {
  const client = createHttpClient({
    connectTimeoutMs: 30_000,
    responseTimeoutMs: 60_000,
    maxSockets: 4,
    maxResponseBytes: 10_000,
    clock: systemClock,
    random: () => 0.5,
    ...options,
  });
  cleanUps.push(() => client.close());
  return client;
}

export async function readBody(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  // Without an encoding a request yields buffers.
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
