import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, Server as TlsServer } from "node:tls";
import type { ClientTrust, TrustedClient } from "./client-trust.js";
import type { HttpLimits } from "./limits.js";
import { presentedCertificate } from "./presented-certificate.js";
import type { ServerHooks } from "./server-hooks.js";
import { writeInSlices } from "./slice-writes.js";
import type { TlsMaterial, TlsSettings } from "./tls-settings.js";

/** A peer that vanished without a word is noticed after about this plus ten seconds, in milliseconds. */
const TCP_KEEP_ALIVE_MS = 15_000;

export interface ListenerOptions {
  readonly limits: HttpLimits;
  readonly hooks: ServerHooks;
  readonly tls?: {
    readonly settings: TlsSettings;
    readonly material: TlsMaterial;
    readonly trust: ClientTrust;
  };
  /** Gets every accepted connection, after the handshake if there is one. */
  readonly onConnection: (socket: Socket, client?: TrustedClient) => void;
}

export interface Listener {
  readonly server: Server;
  /** Ends connections that are still in their TLS handshake: they are in no table. */
  cutHandshakes(): void;
}

/** A listener that speaks TLS. */
export interface TlsListener extends Listener {
  readonly server: TlsServer;
}

export function isTlsListener(listener: Listener): listener is TlsListener {
  return listener.server instanceof TlsServer;
}

/** The socket server that accepts for both transports; not yet listening. */
export function createListener(options: ListenerOptions): Listener {
  const { limits, hooks } = options;
  const server = options.tls ? tlsListener(options, options.tls) : plainListener(options);
  server.maxConnections = limits.maxConnections;
  server.on("drop", () => hooks.refused("connections"));
  const handshakes = new Map<string, Socket>();
  if (options.tls) trackHandshakes(server, handshakes);
  return { server, cutHandshakes: () => handshakes.forEach((socket) => socket.destroy()) };
}

/** Node gives the socket before the handshake and another one after it; only their addresses tell that they belong together. */
function trackHandshakes(server: Server, handshakes: Map<string, Socket>): void {
  server.on("connection", (socket) => {
    const peer = peerOf(socket);
    handshakes.set(peer, socket);
    socket.once("close", () => {
      if (handshakes.get(peer) === socket) handshakes.delete(peer);
    });
  });
  server.on("secureConnection", (socket: Socket) => handshakes.delete(peerOf(socket)));
}

function peerOf(socket: Socket): string {
  return `${socket.remoteAddress ?? ""} ${socket.remotePort ?? ""}`;
}

const socketOptions = {
  noDelay: true,
  // The end of the peer's side is handled by the connection, not by Node.
  allowHalfOpen: true,
  keepAlive: true,
  keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
};

function plainListener(options: ListenerOptions): Server {
  return createServer(socketOptions, (socket) => options.onConnection(socket));
}

function tlsListener(
  options: ListenerOptions,
  tls: NonNullable<ListenerOptions["tls"]>,
): TlsServer {
  const { hooks, limits } = options;
  const { clientCertificate } = tls.settings;
  const server = createTlsServer({
    ...socketOptions,
    ...tls.material.context,
    requestCert: clientCertificate !== "none",
    rejectUnauthorized: clientCertificate === "required",
    handshakeTimeout: limits.headersTimeoutMs,
    ALPNProtocols: ["http/1.1"],
  });
  server.on("tlsClientError", (_error, socket) => {
    hooks.refused("tls");
    socket.destroy();
  });
  server.on("secureConnection", (socket) => {
    const presented = presentedCertificate(socket);
    const client = socket.authorized ? trustedClient(presented, tls.trust) : undefined;
    if (presented && !client) {
      hooks.refused("certificate");
      socket.destroy();
    } else {
      writeInSlices(socket);
      options.onConnection(socket, client);
    }
  });
  return server;
}

/** The handshake may have begun under another trust than today's, and does not know how long a path may be. */
function trustedClient(
  presented: ReturnType<typeof presentedCertificate>,
  trust: ClientTrust,
): TrustedClient | undefined {
  return presented === undefined || presented === "too_many" ? undefined : trust.judge(presented);
}

/** Resolves with the port once the server listens; rejects when the address cannot be had. */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => {
      server.off("error", reject);
      resolve(portOf(server.address()));
    });
  });
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === "object" && address !== null ? address.port : 0;
}
