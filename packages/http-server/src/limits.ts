import { AppError } from "@signalbox/errors";

/**
 * Every bound of a server, in one place. A caller passes the whole object; the defaults of its own configuration schema
 * are taken from `DEFAULT_HTTP_LIMITS`. Source of the numbers: reference reliability, section 8, and cache-manager 1.4.
 *
 * | field                     | default | what happens beyond it                                                   |
 * |---------------------------|---------|--------------------------------------------------------------------------|
 * | headersTimeoutMs          | 10 s    | 408, connection closed; also ends TLS handshakes and silent newcomers    |
 * | bodyTimeoutMs             | 30 s    | 408, connection closed; a reply not taken in this time: closed           |
 * | maxHeaderBytes            | 16 KiB  | 431, connection closed                                                   |
 * | maxHeaders                | 100     | 431, connection closed                                                   |
 * | maxBodyBytes              | 1 MiB   | 413, connection closed; hot paths have their own (`hot.maxBodyBytes`)    |
 * | maxReceivingBytes         | 128 MiB | 503, connection closed; all connections together, see below              |
 * | maxUnsentBytes            | 128 MiB | 503 in place of the reply; all connections together, see below           |
 * | maxConnections            | 10 000  | new connection closed unanswered, counted                                |
 * | maxRequestsPerConnection  | none    | the last reply carries `Connection: close`                               |
 * | keepAliveTimeoutMs        | 150 s   | idle connection closed; must exceed every lock lease                     |
 * | sweepMs                   | 1 s     | how often deadlines are looked at, so how late they may be noticed       |
 * | drainMs                   | 10 s    | connections left after this are cut when the server closes               |
 *
 * The two bounds on memory count what is really there. A request that is alone in having bytes here, and a large reply when no
 * other is outstanding, pass whatever their size, so that one item may be larger than the bound.
 */
export interface HttpLimits {
  /** From the first byte of a request (or the connection's start) to the end of its header, in milliseconds. */
  readonly headersTimeoutMs: number;
  /** From the end of the header to the end of the body, and for a client to take a reply, in milliseconds. */
  readonly bodyTimeoutMs: number;
  /** Request line and header fields together, in bytes. */
  readonly maxHeaderBytes: number;
  /** Number of header fields. */
  readonly maxHeaders: number;
  /** Body of a request that goes to express, in bytes. */
  readonly maxBodyBytes: number;
  /**
   * Bytes of requests received and not yet handed to a handler, on all connections together: bodies that are not whole, and
   * what came behind a request that is not answered. The piece that completes a request is not counted.
   */
  readonly maxReceivingBytes: number;
  /**
   * Bytes of hot replies above 16 KiB that were handed to sockets and have not left, on all connections together; a Buffer that is sent to many
   * connections counts once. Replies of express routes are not counted.
   */
  readonly maxUnsentBytes: number;
  /** Connections open at once. */
  readonly maxConnections: number;
  /** Requests answered on one connection; absent means no limit. */
  readonly maxRequestsPerConnection?: number;
  /** How long a connection may stay open between requests, in milliseconds. A parked reply is not idle. */
  readonly keepAliveTimeoutMs: number;
  /** Interval of the sweep that enforces the deadlines, in milliseconds. */
  readonly sweepMs: number;
  /** How long `close()` waits for open replies, in milliseconds. */
  readonly drainMs: number;
}

/** The documented defaults, for the configuration schema of a service and for tests. */
export const DEFAULT_HTTP_LIMITS: HttpLimits = {
  headersTimeoutMs: 10_000,
  bodyTimeoutMs: 30_000,
  maxHeaderBytes: 16_384,
  maxHeaders: 100,
  maxBodyBytes: 1_048_576,
  maxReceivingBytes: 134_217_728,
  maxUnsentBytes: 134_217_728,
  maxConnections: 10_000,
  keepAliveTimeoutMs: 150_000,
  sweepMs: 1_000,
  drainMs: 10_000,
};

/** Most requests one connection may have sent ahead of their answers; beyond it the connection is closed. */
export const MAX_PIPELINED_REQUESTS = 100;

/**
 * No limit can be switched off by a zero: Node would read some of them as "unlimited".
 *
 * @throws AppError `invalid_argument` naming the field
 */
export function checkLimits(limits: HttpLimits): void {
  for (const [name, value] of Object.entries(limits) as [keyof HttpLimits, number][]) {
    const least = name === "drainMs" ? 0 : 1;
    if (Number.isInteger(value) && value >= least) continue;
    throw new AppError(
      "invalid_argument",
      `http limit ${name} is ${value}, it must be at least ${least}`,
    );
  }
}
