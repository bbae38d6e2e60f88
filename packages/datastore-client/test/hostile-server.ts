import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { afterEach } from "@jest/globals";
import { systemClock } from "@signalbox/clock";
import {
  createDatastoreClient,
  type DatastoreClient,
  type DatastoreClientOptions,
} from "../src/index.js";

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

/** A server that says these bytes to whoever connects and asks. */
export function serveRaw(onSocket: (socket: net.Socket) => void): Promise<Loopback> {
  return listen(net.createServer(onSocket));
}

/** A store that answers by path; a text is sent as JSON with status 200. */
export function serveJson(
  answer: (target: string, request: http.IncomingMessage) => unknown,
): Promise<Loopback> {
  return serve((request, response) => {
    const body = answer(request.url ?? "", request);
    if (body === undefined) {
      response.writeHead(404, { "Content-Type": "text/html" }).end("<h1>Not Found</h1>");
    } else {
      response
        .writeHead(200, { "Content-Type": "application/json; charset=utf-8" })
        .end(typeof body === "string" ? body : JSON.stringify(body));
    }
  });
}

/** A client closed when the test ends. */
export function aClient(
  options: Partial<DatastoreClientOptions> & { url: string },
): DatastoreClient {
  const client = createDatastoreClient({ clock: systemClock, random: () => 0.5, ...options });
  cleanUps.push(() => client.close());
  return client;
}

/** Runs when the test ends. */
export function onEnd(cleanUp: () => void | Promise<void>): void {
  cleanUps.push(cleanUp);
}

/** Something a test waits for. */
export function aMoment(): { readonly reached: Promise<void>; reach(): void } {
  let reach = (): void => undefined;
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  return { reached, reach: () => reach() };
}
