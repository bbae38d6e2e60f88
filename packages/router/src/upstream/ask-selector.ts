import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";

/** Redirects that hand a client on. Source: reference cdn-router 1.4. */
const ANY_REDIRECT = new Set([301, 302, 303, 307, 308]);
const FOUND = 302;

/** A request to one CDN selector, as the host request hook left it. */
export interface SelectorRequest {
  readonly isEncrypted: boolean;
  readonly hostname: string;
  readonly port: number;
  readonly method: string;
  /** Path and query, as they go out. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | undefined;
  readonly allowAnyRedirectType: boolean;
}

export interface SelectorTimeouts {
  readonly connectMs: number;
  readonly responseMs: number;
}

/** What a selector said: where the client is to go, and by which status. */
export interface SelectorAnswer {
  readonly status: number;
  readonly location: string;
}

/** What the routing configuration says of connections to selectors. */
export interface SelectorPool {
  /** Connections to one selector. */
  readonly maxConnectionsPerHost: number;
  /** How long a connection is kept for the next request, in milliseconds. */
  readonly maxIdleMs: number;
}

export interface SelectorsOptions extends SelectorPool {
  readonly clock: Clock;
  /** Whether certificates of selectors are checked. */
  readonly verifyCertificates: boolean;
}

/** Connections to selectors by either protocol. */
class Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;

  constructor(
    readonly pool: SelectorPool,
    verifyCertificates: boolean,
  ) {
    const options = {
      keepAlive: true,
      maxSockets: pool.maxConnectionsPerHost,
      timeout: pool.maxIdleMs,
    };
    this.http = new HttpAgent(options);
    this.https = new HttpsAgent({ ...options, rejectUnauthorized: verifyCertificates });
  }

  get isUnused(): boolean {
    return [this.http, this.https].every(
      ({ sockets, freeSockets }) => isEmpty(sockets) && isEmpty(freeSockets),
    );
  }

  close(): void {
    this.http.destroy();
    this.https.destroy();
  }
}

const isEmpty = (value: object): boolean => Object.keys(value).length === 0;

/** Asks CDN selectors (host groups of type `redirecting`) where a client should go. Follows nothing itself. */
export class Selectors {
  readonly #clock: Clock;
  readonly #verifyCertificates: boolean;
  #agents: Agents;
  /** Those of earlier pools whose connections are not over yet. */
  #former: Agents[] = [];

  constructor(options: SelectorsOptions) {
    this.#clock = options.clock;
    this.#verifyCertificates = options.verifyCertificates;
    this.#agents = new Agents(options, options.verifyCertificates);
  }

  /** For requests from now on; those under way end as they began. */
  configure(pool: SelectorPool): void {
    const { maxConnectionsPerHost, maxIdleMs } = this.#agents.pool;
    if (pool.maxConnectionsPerHost === maxConnectionsPerHost && pool.maxIdleMs === maxIdleMs)
      return;
    this.#former = [...this.#former, this.#agents].filter((agents) => !agents.isUnused);
    this.#agents = new Agents(pool, this.#verifyCertificates);
  }

  /**
   * @throws AppError `upstream_timeout` when no answer came in time, `upstream_failed` for anything but a usable redirect
   */
  ask(asked: SelectorRequest, timeouts: SelectorTimeouts): Promise<SelectorAnswer> {
    return new Promise((resolve, reject) => {
      const request = (asked.isEncrypted ? httpsRequest : httpRequest)({
        agent: asked.isEncrypted ? this.#agents.https : this.#agents.http,
        host: asked.hostname,
        port: asked.port,
        method: asked.method,
        path: asked.target,
        headers: asked.headers.flat(),
        // Names are compared with the certificate's; an address has none to send.
        ...(asked.isEncrypted ? { servername: asked.hostname } : {}),
      });
      const name = `selector ${asked.hostname} port ${asked.port}`;
      const late = (): void =>
        void request.destroy(new AppError("upstream_timeout", `${name} did not answer in time`));
      let cancel = this.#clock.after(timeouts.connectMs + timeouts.responseMs, late);
      request.on("socket", (socket) => {
        if (!socket.connecting) return;
        cancel();
        cancel = this.#clock.after(timeouts.connectMs, late);
        socket.once("connect", () => {
          cancel();
          cancel = this.#clock.after(timeouts.responseMs, late);
        });
      });
      request.on("error", (error) => {
        cancel();
        reject(
          error instanceof AppError
            ? error
            : new AppError("upstream_failed", `${name} cannot be asked`, { cause: error }),
        );
      });
      request.on("response", (response) => {
        cancel();
        // The body is of no interest, but the connection is.
        dropBody(response, this.#clock, timeouts.responseMs);
        const answer = readAnswer(response, asked.allowAnyRedirectType);
        if (answer) resolve(answer);
        else
          reject(
            new AppError(
              "upstream_failed",
              `${name} answered ${response.statusCode ?? 0}, not a redirect to use`,
            ),
          );
      });
      request.end(asked.body);
    });
  }

  close(): void {
    for (const agents of [...this.#former, this.#agents]) agents.close();
  }
}

/** Longest body of an answer that is read to its end for the sake of the connection. */
const MAX_BODY_BYTES = 65_536;

/** Reads what nobody wants, as long as it is short and comes soon; else the connection is given up. */
function dropBody(response: IncomingMessage, clock: Clock, maxMs: number): void {
  let bytes = 0;
  const cancel = clock.after(maxMs, () => void response.destroy());
  response.on("data", (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > MAX_BODY_BYTES) response.destroy();
  });
  // Giving up, ours or the selector's, concerns nobody: the answer is there already.
  response.on("error", () => undefined);
  response.once("close", cancel);
}

function readAnswer(response: IncomingMessage, allowAny: boolean): SelectorAnswer | undefined {
  const { statusCode: status = 0, headers } = response;
  const isUsable = allowAny ? ANY_REDIRECT.has(status) : status === FOUND;
  const location = headers.location ?? "";
  return isUsable && isAbsolute(location) ? { status, location } : undefined;
}

/** What would break our own reply is no answer, nor is what a client would follow to elsewhere than an HTTP server. */
function isAbsolute(location: string): boolean {
  return /^https?:\/\/[^/?#\\][!-~]*$/i.test(location) && /^[!-~]+$/.test(location);
}
