import { once } from "node:events";
import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import type { TlsSettings } from "../../src/index.js";
import { aServer, atEnd, request, type TestOptions, type TestServer } from "./a-server.js";
import { TestCa, tlsFiles, type TlsFiles } from "./certificates.js";
import { RawClient } from "./raw-client.js";

const ECHO = request("POST", "/echo", { body: "x" });

export interface TlsServer extends TestServer {
  readonly ca: TestCa;
  readonly files: TlsFiles;
  /** Connects with TLS; rejects when the server refuses. */
  readonly open: (options?: ConnectionOptions) => Promise<RawClient & { socket: TLSSocket }>;
}

export async function aTlsServer(
  options: TestOptions & {
    policy?: TlsSettings["clientCertificate"];
    watchMs?: number;
    maxChainDepth?: number;
  } = {},
): Promise<TlsServer> {
  const { policy = "required", watchMs = 0, maxChainDepth, ...rest } = options;
  const ca = await TestCa.create();
  const files = await tlsFiles();
  await files.write(await ca.issue(), ca.pem);
  const { certFile, keyFile, caFile } = files;
  const tls: TlsSettings = {
    certFile,
    keyFile,
    caFile,
    clientCertificate: policy,
    watchMs,
    ...(maxChainDepth !== undefined && { maxChainDepth }),
  };
  const state = await aServer({ tls, ...rest });
  return Object.assign(state, {
    ca,
    files,
    open: (more: ConnectionOptions = {}) => openTls(state.server.port, { ca: ca.pem, ...more }),
  });
}

export async function openTls(
  port: number,
  options: ConnectionOptions,
): Promise<RawClient & { socket: TLSSocket }> {
  const socket = connect({ port, host: "127.0.0.1", servername: "localhost", ...options });
  atEnd(() => void socket.destroy());
  await once(socket, "secureConnect");
  return Object.assign(new RawClient(socket), { socket });
}

/** With TLS 1.3 a refusal reaches the client only after its own handshake has ended. */
export async function isServed(port: number, options: ConnectionOptions): Promise<boolean> {
  try {
    const client = await openTls(port, options);
    return (await client.send(ECHO).reply())?.status === 200;
  } catch {
    return false;
  }
}
