import { AppError } from "@signalbox/errors";
import { createHttpClient } from "@signalbox/http-client";
import type { AlertNotice } from "../alert-state.js";
import type { AlertOutput } from "./alert-output.js";
import { DeliveryQueue, Undeliverable, type DeliveryQueueOptions } from "./delivery-queue.js";

const NOTICES_PER_POST = 100;
const MAX_REPLY_BYTES = 64 * 1024;
const TOO_MANY_REQUESTS = 429;
const REQUEST_TIMEOUT = 408;

export type WebhookOptions = Omit<
  DeliveryQueueOptions<AlertNotice>,
  "deliver" | "maxBatch" | "onTrouble"
> & {
  readonly url: string;
  /** Sent as `Authorization: Bearer`; empty: not at all. */
  readonly token: string;
  readonly timeoutMs: number;
  readonly onTrouble: (error: AppError) => void;
};

/**
 * Posts notices as JSON, `{"version": 1, "alerts": [...]}`, several in one request when they wait. What the receiver refuses (4xx) is
 * dropped, everything else repeated.
 *
 * @throws AppError `invalid_argument` for a URL that is none
 */
export function webhookOutput(options: WebhookOptions): AlertOutput {
  const { clock, random, timeoutMs } = options;
  const { base, path, query } = splitUrl(options.url);
  const client = createHttpClient({
    baseUrl: base,
    connectTimeoutMs: timeoutMs,
    responseTimeoutMs: timeoutMs,
    maxSockets: 1,
    maxResponseBytes: MAX_REPLY_BYTES,
    clock,
    random,
    ...(options.token !== "" && { headers: { Authorization: `Bearer ${options.token}` } }),
  });
  const deliver = async (batch: readonly AlertNotice[], signal: AbortSignal): Promise<void> => {
    const body = { version: 1, alerts: batch.map(toWire) };
    const { status } = await client.request({
      method: "POST",
      path,
      query,
      json: body,
      signal,
      accepts: () => true,
    });
    judge(status, client.origin);
  };
  const queue = new DeliveryQueue({ ...options, maxBatch: NOTICES_PER_POST, deliver });
  return {
    name: "webhook",
    send: (notice) => {
      if (notice.kind !== "first" || notice.level !== "ok") queue.push(notice);
    },
    counts: () => queue.counts(),
    close: async (graceMs) => {
      await queue.close(graceMs);
      client.close();
    },
  };
}

function judge(status: number, origin: string): void {
  if (status >= 200 && status < 300) return;
  const message = `${origin}: the webhook answered ${status}`;
  const mayPass = status >= 500 || status === TOO_MANY_REQUESTS || status === REQUEST_TIMEOUT;
  if (mayPass) throw new AppError("upstream_failed", message);
  throw new Undeliverable(message);
}

function splitUrl(text: string) {
  if (!URL.canParse(text)) throw new AppError("invalid_argument", "alerts.webhook_url is no URL");
  const url = new URL(text);
  const path = url.pathname;
  const query = Object.fromEntries(url.searchParams);
  url.pathname = "/";
  url.search = "";
  url.hash = "";
  return { base: url.href, path, query };
}

function toWire(notice: AlertNotice) {
  const { rule, source, objectType, event, objectId, value, tsUs, text, kind } = notice;
  return {
    rule,
    source,
    type: objectType,
    id: objectId,
    event,
    state: notice.level,
    previous: notice.previous ?? null,
    kind,
    missing: notice.isMissing,
    value,
    ts: tsUs,
    since: new Date(notice.sinceMs).toISOString(),
    at: new Date(notice.atMs).toISOString(),
    text,
  };
}
