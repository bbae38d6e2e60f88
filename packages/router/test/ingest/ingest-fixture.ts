import { KeyGuard } from "../../src/rest/key-guard.js";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { systemClock, type Clock } from "@signalbox/clock";
import { FakeClock } from "@signalbox/clock/testing";
import {
  DEFAULT_HTTP_LIMITS,
  startHttpServer,
  type HttpServerOptions,
  type Transport,
} from "@signalbox/http-server";
import { InputStore } from "@signalbox/selection-input";
import type { LogEvent } from "@signalbox/telemetry";
import { IngestCounts } from "../../src/ingest/ingest-counts.js";
import { IngestRoutes, type IngestRoutesOptions } from "../../src/ingest/ingest-routes.js";
import type { IngestMetricsSource } from "../../src/ingest/ingest-metrics.js";
import {
  SelectionInputRoutes,
  type SelectionInputRoutesOptions,
} from "../../src/ingest/selection-input-routes.js";
import {
  TelegrafReceiver,
  type TelegrafReceiverOptions,
} from "../../src/ingest/telegraf-receiver.js";
import { atEnd } from "../support/scratch.js";
import { SEED_WALL_MS } from "./seed-samples.js";

export const API_KEY = "a-key-of-the-rest-api";
const MIB = 1024 * 1024;

export interface Ingest {
  readonly clock: FakeClock;
  readonly input: InputStore;
  readonly counts: IngestCounts;
  readonly receiver: TelegrafReceiver;
  readonly events: readonly LogEvent[];
  readonly source: IngestMetricsSource;
  /** Set to false while draining. */
  readonly state: { ready: boolean };
}

/** Samples and expiry go by a clock that stands still; slices get their turns from the event loop. */
export function anIngest(
  options: Partial<TelegrafReceiverOptions> = {},
  { clock = new FakeClock({ wallMs: SEED_WALL_MS }) } = {},
): Ingest {
  const turning: Clock = {
    wallMs: () => clock.wallMs(),
    monotonicMs: () => clock.monotonicMs(),
    after: (delayMs, fn) => clock.after(delayMs, fn),
    soon: (fn) => systemClock.soon(fn),
  };
  let expired = 0;
  const events: LogEvent[] = [];
  const counts = new IngestCounts();
  const state = { ready: true };
  const ignore = (): void => undefined;
  const observer = {
    onExpired: (_kind: string, _key: string, leaves: number) => void (expired += leaves),
    onRefused: ignore,
    onOlder: ignore,
    onListenerFailed: ignore,
  };
  const input = new InputStore({ clock, observer });
  const receiver = new TelegrafReceiver({
    clock: turning,
    log: { log: (event) => void events.push(event) },
    input,
    counts,
    isAccepting: () => state.ready,
    ...options,
  });
  const source = { receiver, counts, input, expiredLeaves: () => expired };
  return { clock, input, counts, receiver, events, source, state };
}

const serve = async (hot: HttpServerOptions["hot"], more: Partial<HttpServerOptions> = {}) => {
  const server = await startHttpServer({
    name: "test",
    host: "127.0.0.1",
    port: 0,
    clock: systemClock,
    limits: { ...DEFAULT_HTTP_LIMITS, drainMs: 0 },
    health: { isReady: () => ({ ready: true }) },
    ...(hot ? { hot } : {}),
    ...more,
  });
  atEnd(() => server.close());
  return server.url;
};

/** The ingest port; returns its URL. */
export function serveIngest(
  ingest: Ingest,
  { transport, ...options }: Partial<IngestRoutesOptions> & { transport?: Transport } = {},
): Promise<string> {
  const routes = new IngestRoutes({
    clock: ingest.clock,
    receiver: ingest.receiver,
    counts: ingest.counts,
    credentials: { username: "", token: "" },
    maxBodyBytes: 8 * MIB,
    maxInflatedBytes: 64 * MIB,
    version: "1.2.3",
    readiness: () => ({ ready: ingest.state.ready, reason: "draining" }),
    ...options,
  });
  return serve(routes, transport ? { transport } : {});
}

export function aGuard({ clock }: Ingest, exemptLoopback = false): KeyGuard {
  return new KeyGuard({ clock, keys: { accepts: (given) => given === API_KEY }, exemptLoopback });
}

/** The REST port's part; returns its URL. */
export function serveRest(
  ingest: Ingest,
  options: Partial<SelectionInputRoutesOptions> = {},
): Promise<string> {
  const routes = new SelectionInputRoutes({
    receiver: ingest.receiver,
    guard: aGuard(ingest),
    headers: ["Access-Control-Allow-Origin", "*", "X-Service-Identity", "router-1"],
    maxBodyBytes: 4 * MIB,
    maxInflatedBytes: 64 * MIB,
    ...options,
  });
  return serve(routes);
}

/** A page for Prometheus; returns the URL of its server. */
export function servePage(metrics: HttpServerOptions["metrics"]): Promise<string> {
  return serve(undefined, metrics ? { metrics } : {});
}

export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** Sent as one chunk each, without a length. */
  readonly chunks?: readonly (string | Buffer)[];
  readonly body?: string | Buffer;
}

export interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Asks once, byte for byte as told: no header of its own but Host. */
export function send(url: string, { method = "POST", headers = {}, chunks, body }: Sent = {}) {
  return new Promise<Received>((resolve, reject) => {
    const length = body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(body)) };
    const outgoing = httpRequest(
      url,
      { method, agent: false, headers: { ...length, ...headers } },
      (incoming) => {
        const parts: Buffer[] = [];
        incoming.on("data", (part: Buffer) => parts.push(part));
        incoming.on("end", () => {
          const text = Buffer.concat(parts).toString();
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text });
        });
      },
    );
    outgoing.on("error", reject);
    for (const chunk of chunks ?? []) outgoing.write(chunk);
    outgoing.end(body);
  });
}

/** What travels: JSON text, whatever the prototypes. */
export const asSent = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
