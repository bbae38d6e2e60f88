import { readFile } from "node:fs/promises";
import { createServer, get, type RequestOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { atEnd } from "./scratch.js";

/** A server as a datastore is: it wants a client's certificate, and answers with the names in it. */
export interface TlsServer {
  /** What the server answered. Rejects when there was no answer. */
  ask(client: Client): Promise<string>;
}

export interface Client {
  /** One PEM with certificate and key; nothing for a client that has none. */
  readonly pem?: string;
  /** Whom it trusts; default the authority of the server's folder. */
  readonly ca?: string;
  /** By what name it knows the server. */
  readonly host?: string;
}

/**
 * Started on `server-localhost` of a folder; trusts the authority of the folder alone.
 *
 * @param refuses default true; a server that does not lets everybody in and answers with why it would not have
 */
export async function startTlsServer(
  dir: string,
  { refuses = true }: { readonly refuses?: boolean } = {},
): Promise<TlsServer> {
  const read = (name: string): Promise<string> => readFile(join(dir, name), "utf8");
  const ca = await read("ca.crt");
  const server = createServer({
    cert: await read("server-localhost.crt"),
    key: await read("server-localhost.key"),
    ca,
    requestCert: true,
    rejectUnauthorized: refuses,
  });
  server.on("request", ({ socket }: { socket: TLSSocket }, response) => {
    const names = socket.getPeerX509Certificate()?.subjectAltName;
    response.end(socket.authorized ? names : String(socket.authorizationError));
  });
  // Refusals are looked at from the client's side.
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  atEnd(() => new Promise((resolve) => server.close(() => resolve())));
  const { port } = server.address() as AddressInfo; // listens on an address, not on a pipe
  return {
    ask: ({ pem, host, ca: trusted = ca }) =>
      answerOf({
        port,
        host: "127.0.0.1",
        servername: host ?? "localhost",
        ca: trusted,
        agent: false as const,
        ...(pem === undefined ? {} : { cert: pem, key: pem }),
      }),
  };
}

function answerOf(options: RequestOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(options, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (piece: string) => (text += piece));
      response.on("end", () => resolve(text));
    });
    request.on("error", reject);
  });
}
