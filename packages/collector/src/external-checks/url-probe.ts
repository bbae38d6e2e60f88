import { request as httpRequest } from "node:http";
import { request as httpsRequest, type RequestOptions } from "node:https";
import { connect } from "node:tls";
import { AppError } from "@signalbox/errors";

/** Whom servers are shown, and whom they are believed. PEM text. */
export interface ProbeIdentity {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** The network as external checks see it. */
export interface Probes {
  /** @returns the status of a GET; redirects are not followed. Rejects when there is no answer, or its certificate is not valid. */
  status(url: URL, verifiesServer: boolean, signal: AbortSignal): Promise<number>;
  /** @returns when the certificate that a TLS server shows ends, in epoch milliseconds, whoever signed it. Rejects without one. */
  certificateEnd(host: string, port: number, signal: AbortSignal): Promise<number>;
}

const MAX_HEADER_BYTES = 64 * 1024;

/** Probes over real sockets, a connection of its own for each. */
export function networkProbes(identity: ProbeIdentity = {}): Probes {
  return {
    status: (url, verifiesServer, signal) =>
      statusOf(url, {
        ...identity,
        rejectUnauthorized: verifiesServer,
        agent: false,
        signal,
        maxHeaderSize: MAX_HEADER_BYTES,
        headers: { accept: "*/*", "user-agent": "signalbox-collector", connection: "close" },
      }),
    certificateEnd: (host, port, signal) => certificateEnd(host, port, signal),
  };
}

function statusOf(url: URL, options: RequestOptions): Promise<number> {
  const request = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const asked = request(url, options, (reply) => {
      resolve(reply.statusCode ?? 0);
      // What it says does not matter, and may be long.
      reply.destroy();
    });
    asked.on("error", reject).end();
  });
}

/** The certificate is only looked at: one that is over or unknown is news, not a reason to look away. */
function certificateEnd(host: string, port: number, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const name = host.replace(/^\[(.*)\]$/, "$1");
    const isAddress = /^[\d.]+$|:/.test(name);
    const socket = connect({
      host: name,
      port,
      rejectUnauthorized: false,
      ...(!isAddress && { servername: name }),
    });
    const onAbort = (): void => void socket.destroy(new AppError("upstream_timeout", "timed out"));
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    socket.once("secureConnect", () => {
      const { valid_to: end } = socket.getPeerCertificate();
      const endMs = Date.parse(end);
      if (Number.isFinite(endMs)) resolve(endMs);
      else reject(new AppError("upstream_failed", "the server shows no certificate"));
      socket.destroy();
    });
    socket.once("error", reject);
    socket.once("close", () => {
      signal.removeEventListener("abort", onAbort);
      reject(new AppError("upstream_failed", "the connection ended before the handshake"));
    });
  });
}
