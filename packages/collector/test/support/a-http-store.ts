import http from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterEach } from "@jest/globals";

const cleanUps: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Runs when the test ends, the last one first. */
export function onEnd(cleanUp: () => void | Promise<void>): void {
  cleanUps.push(cleanUp);
}

export interface AHttpStore {
  readonly url: string;
  /** Targets of all requests so far. */
  readonly targets: string[];
  /** Documents by their path, decoded, without a query. */
  readonly documents: Map<string, unknown>;
  /** Sent as status and body instead. */
  readonly odd: Map<string, readonly [status: number, body: string]>;
  /** Whether ETags are sent and understood. */
  hasEtags: boolean;
  /** Answers data queries. */
  data: (query: {
    readonly filters: {
      readonly eventType: readonly string[];
      readonly ts: Readonly<Record<string, number>>;
      readonly obj: { readonly type: string; readonly id: readonly string[] };
    };
  }) => unknown;
}

/** A datastore by its documents, on loopback, until the test ends. */
export async function aHttpStore(): Promise<AHttpStore> {
  const store: AHttpStore = {
    url: "",
    targets: [],
    documents: new Map(),
    odd: new Map(),
    hasEtags: false,
    data: () => [],
  };
  const server = http.createServer((request, response) => answer(store, request, response));
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onEnd(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  // A server listening on TCP has an address object.
  const { port } = server.address() as AddressInfo;
  return Object.assign(store, { url: `http://127.0.0.1:${port}` });
}

function answer(
  store: AHttpStore,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): void {
  const target = request.url ?? "";
  store.targets.push(target);
  const url = new URL(target, "http://store");
  const path = decodeURIComponent(url.pathname);
  const [status, text] = store.odd.get(path) ?? [];
  if (status !== undefined) {
    response.writeHead(status).end(text);
    return;
  }
  const body = JSON.stringify(documentAt(store, path, url) ?? anError(path));
  const etag = `"${body.length}"`;
  if (store.hasEtags && request.headers["if-none-match"] === etag) response.writeHead(304).end();
  else {
    response.writeHead(200, {
      "Content-Type": "application/json",
      ...(store.hasEtags && { ETag: etag }),
    });
    response.end(body);
  }
}

function documentAt(store: AHttpStore, path: string, url: URL): unknown {
  if (!path.startsWith("/data")) return store.documents.get(path);
  // The client under test wrote it.
  return store.data(
    JSON.parse(url.searchParams.get("q") ?? "") as Parameters<typeof store.data>[0],
  );
}

const anError = (path: string) => ({
  $schema: "http://www.gpolab.bbn.com/monitoring/schema/20151105/error#",
  error_message: `not found: ${path}`,
  origin_url: path,
});
