import type { Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import type { ClientIdentity } from "./tls/client-identity.js";

/** Bounds on what a store may make of its client. */
export interface DatastoreClientLimits {
  /** Longest time to a connected socket, TLS included; default 10,000. */
  readonly connectTimeoutMs: number;
  /** Longest time of one request with its redirects and second attempts; default 60,000 (datastore-polling, 9.24). */
  readonly totalTimeoutMs: number;
  /** Connections open at once to each origin; default 6 (datastore-polling, 9.24). */
  readonly maxSockets: number;
  /** Requests running or waiting at once for each origin; one more is refused. Default 1000. */
  readonly maxPending: number;
  /** Largest reply in bytes, decompressed; default 64 MiB. */
  readonly maxReplyBytes: number;
  /** Largest part of a reply that is parsed in one go, an info object or one item of data; default 16 MiB. */
  readonly maxValueBytes: number;
  /** Lists and objects inside each other in a reply; default 32. */
  readonly maxDepth: number;
  /** Members of the outermost list of a reply; default 200,000. */
  readonly maxItems: number;
  /** Redirects followed for one request, within the allowed origins; default 3. */
  readonly maxRedirects: number;
  /** Longest URL of a data query; longer lists of ids are split. Default 2000 (datastore-polling, 3.2). */
  readonly maxUrlChars: number;
  /** Sends of one request that got no answer or a passing failure, the first included; default 2. */
  readonly attempts: number;
  /** Lines in a list of problems; more are counted only. Default 100. */
  readonly maxProblems: number;
}

export const DEFAULT_CLIENT_LIMITS: DatastoreClientLimits = {
  connectTimeoutMs: 10_000,
  totalTimeoutMs: 60_000,
  maxSockets: 6,
  maxPending: 1000,
  maxReplyBytes: 64 * 1024 * 1024,
  maxValueBytes: 16 * 1024 * 1024,
  maxDepth: 32,
  maxItems: 200_000,
  maxRedirects: 3,
  maxUrlChars: 2000,
  attempts: 2,
  maxProblems: 100,
};

export interface DatastoreClientOptions {
  /** Where the store is published, such as `https://site.example.net:4334/ops-monitoring`; `/info` and `/data` are under it. */
  readonly url: string;
  readonly tls?: ClientIdentity;
  /**
   * Origins beside the store's own that links in its replies and its redirects may lead to, as `https://host:port`; without a
   * scheme it is https. They are shown the same client certificate.
   */
  readonly allowedOrigins?: readonly string[];
  readonly limits?: Partial<DatastoreClientLimits>;
  /**
   * Whether long data queries are posted instead of being split into many URLs, which only a Signalbox datastore takes. Default
   * false, until an answer shows that it is one.
   */
  readonly takesPosts?: boolean;
  readonly clock: Clock;
  /** A number in [0, 1), for the jitter between attempts. */
  readonly random: () => number;
}

/** @throws AppError `invalid_argument` for a limit that would mean "none" or "never" */
export function readLimits(given: Partial<DatastoreClientLimits> = {}): DatastoreClientLimits {
  const limits = { ...DEFAULT_CLIENT_LIMITS, ...given };
  for (const [name, value] of Object.entries(limits)) {
    const least = name === "maxRedirects" ? 0 : 1;
    if (Number.isFinite(value) && value >= least) continue;
    throw new AppError(
      "invalid_argument",
      `${name} is ${value}, it must be finite and at least ${least}`,
    );
  }
  return limits;
}
