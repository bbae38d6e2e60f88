import http from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import type { Clock } from "@signalbox/clock";
import type { TlsIdentity } from "./options.js";

/** `code` of the error a socket is destroyed with when it did not connect in time. */
export const CONNECT_TIMEOUT_CODE = "ERR_CONNECT_TIMEOUT";

export interface AgentOptions {
  readonly isSecure: boolean;
  readonly connectTimeoutMs: number;
  readonly maxSockets: number;
  readonly tls?: TlsIdentity | undefined;
  readonly clock: Clock;
}

/** A keep-alive agent that gives up on a socket not connected within `connectTimeoutMs`. */
export function createAgent(options: AgentOptions): http.Agent {
  const pool = {
    keepAlive: true,
    maxSockets: options.maxSockets,
    maxFreeSockets: options.maxSockets,
  };
  if (!options.isSecure) return new TimedHttpAgent(pool, options);
  const { ca, cert, key, verifyServer } = options.tls ?? {};
  return new TimedHttpsAgent(
    {
      ...pool,
      minVersion: "TLSv1.2",
      ...(ca !== undefined && { ca: typeof ca === "string" || Buffer.isBuffer(ca) ? ca : [...ca] }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
      rejectUnauthorized: verifyServer ?? true,
    },
    options,
  );
}

type CreateConnection = http.Agent["createConnection"];

class TimedHttpAgent extends http.Agent {
  constructor(
    pool: http.AgentOptions,
    readonly timing: AgentOptions,
  ) {
    super(pool);
  }

  override createConnection(...args: Parameters<CreateConnection>): Duplex | null | undefined {
    return giveUpAfter(this.timing, "connect", super.createConnection(...args));
  }
}

class TimedHttpsAgent extends https.Agent {
  constructor(
    pool: https.AgentOptions,
    readonly timing: AgentOptions,
  ) {
    super(pool);
  }

  override createConnection(
    ...args: Parameters<https.Agent["createConnection"]>
  ): Duplex | null | undefined {
    return giveUpAfter(this.timing, "secureConnect", super.createConnection(...args));
  }
}

function giveUpAfter<S extends Duplex | null | undefined>(
  { clock, connectTimeoutMs }: AgentOptions,
  connectedEvent: "connect" | "secureConnect",
  socket: S,
): S {
  const cancel = clock.after(connectTimeoutMs, () => {
    const error = new Error(`not connected after ${connectTimeoutMs} ms`);
    socket?.destroy(Object.assign(error, { code: CONNECT_TIMEOUT_CODE }));
  });
  socket?.once(connectedEvent, cancel);
  socket?.once("close", cancel);
  return socket;
}
