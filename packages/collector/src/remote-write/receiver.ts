import type { Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import { createHttpClient, type HttpReply } from "@signalbox/http-client";

export interface ReceiverOptions {
  /** Where requests are posted to, such as `http://prometheus.example.net:9090/api/v1/write`. */
  readonly url: string;
  /** Sent as `Authorization: Bearer`. */
  readonly bearerToken?: string;
  /** Longest time of one request. */
  readonly timeoutMs: number;
  readonly userAgent: string;
  readonly clock: Clock;
  readonly random: () => number;
}

/** What became of one request. */
export type Delivery =
  | { readonly kind: "sent" }
  /** It will never be taken. */
  | { readonly kind: "refused"; readonly reason: string }
  /** It may be taken later. */
  | { readonly kind: "later"; readonly reason: string; readonly retryAfterMs?: number };

export interface Receiver {
  /** Never rejects, but with the signal's reason. */
  post(body: Buffer, signal: AbortSignal): Promise<Delivery>;
  close(): void;
}

const CONNECT_TIMEOUT_MS = 10_000;
const MAX_REPLY_BYTES = 1_048_576;
/** Of what a refusal says. */
const MAX_REASON_CHARS = 200;

/** @throws AppError `invalid_argument` for a URL that cannot be used */
export function createReceiver(options: ReceiverOptions): Receiver {
  const { base, path, query } = readUrl(options.url);
  const { bearerToken = "", clock, timeoutMs } = options;
  const client = createHttpClient({
    baseUrl: base,
    connectTimeoutMs: Math.min(CONNECT_TIMEOUT_MS, timeoutMs),
    responseTimeoutMs: timeoutMs,
    maxSockets: 1,
    maxResponseBytes: MAX_REPLY_BYTES,
    headers: {
      "User-Agent": options.userAgent,
      ...(bearerToken !== "" && { Authorization: `Bearer ${bearerToken}` }),
    },
    clock,
    random: options.random,
  });
  const headers = {
    "Content-Type": "application/x-protobuf",
    "Content-Encoding": "snappy",
    "X-Prometheus-Remote-Write-Version": "0.1.0",
  };
  const accepts = (): boolean => true;
  return {
    post: async (body, signal) => {
      const request = { method: "POST", path, query, headers, body, accepts, signal } as const;
      try {
        return deliveryOf(await client.request(request), clock);
      } catch (reason) {
        signal.throwIfAborted();
        return { kind: "later", reason: AppError.from(reason).message };
      }
    },
    close: () => client.close(),
  };
}

function readUrl(text: string) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) {
    // Not repeated, because it may hold a password.
    const message = "remote_write.url is not an http:// or https:// URL";
    throw new AppError("invalid_argument", message);
  }
  const { pathname: path, searchParams } = url;
  const query = Object.fromEntries(searchParams);
  url.pathname = "";
  url.search = "";
  url.hash = "";
  return { base: url.href, path, query };
}

/** As the protocol has it: 5xx and 429 may pass, what else is not 2xx will not. */
function deliveryOf(reply: HttpReply, clock: Clock): Delivery {
  const { status, headers } = reply;
  if (status >= 200 && status < 300) return { kind: "sent" };
  const reason = `answered ${status}: ${reply.text().slice(0, MAX_REASON_CHARS)}`;
  if (status < 500 && status !== 429) return { kind: "refused", reason };
  const retryAfterMs = readRetryAfterMs(headers["retry-after"], clock.wallMs());
  return { kind: "later", reason, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** Seconds, or a date. */
export function readRetryAfterMs(field: string | undefined, nowMs: number): number | undefined {
  if (field === undefined) return undefined;
  if (/^\d{1,9}$/.test(field)) return Number(field) * 1000;
  const dateMs = Date.parse(field);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}
