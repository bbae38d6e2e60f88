import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";

/** Drops its first connections as soon as a request arrives on them, without a byte; answers on the later ones. */
export interface DroppingServer {
  readonly port: number;
  /** Everything each connection has sent. */
  readonly received: readonly string[];
  destroy(): void;
}

const REPLY = '{"data": null, "lock": true}';

export async function startDroppingServer(drops: number): Promise<DroppingServer> {
  const received: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const index = received.push("") - 1;
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      received[index] = `${received[index] ?? ""}${chunk.toString("latin1")}`;
      if (index < drops) socket.end();
      else socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${REPLY.length}\r\n\r\n${REPLY}`);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    // A TCP server's address is an object once it listens.
    port: (server.address() as AddressInfo).port,
    received,
    destroy: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
