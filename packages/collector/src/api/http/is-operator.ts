import type { IncomingHttpHeaders } from "node:http";
import type { Connection } from "@signalbox/http-server";

const LOOPBACK_ADDRESS = /^(127\.\d+\.\d+\.\d+|::1)$/;
const LOOPBACK_HOST = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;
/** What a proxy adds; behind one on this machine everybody seems to be on this machine. */
const FORWARDED = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

export type Asking = Pick<Connection, "remoteAddress" | "clientCertificate">;

/**
 * Whether a caller may see personal data and start runs: who shows a valid client certificate, or asks from this very machine. The
 * latter only under a name of this machine and not through a proxy, so that neither a page in the operator's browser whose name
 * was made to point here, nor whoever stands behind a proxy, is taken for the operator.
 */
export function isOperator(connection: Asking, headers: IncomingHttpHeaders): boolean {
  const certificate = connection.clientCertificate();
  if (certificate) return certificate.validity === "valid" && !certificate.isAuthority;
  return (
    LOOPBACK_ADDRESS.test(connection.remoteAddress) &&
    LOOPBACK_HOST.test(headers.host ?? "") &&
    FORWARDED.every((name) => headers[name] === undefined)
  );
}

/** Whether a browser sent this on behalf of a page of another site; such a page must not start anything. */
export function isCrossSite(headers: IncomingHttpHeaders): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return true;
  const { origin, host } = headers;
  return origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`;
}
