import type { Clock } from "@signalbox/clock";
import { parseBytes } from "@signalbox/config";
import {
  startHttpServer,
  type HttpServerOptions,
  type RunningHttpServer,
} from "@signalbox/http-server";
import { exposition, type Logger } from "@signalbox/telemetry";
import type { Registry } from "prom-client";
import type { RouterFile } from "./config/service-schema.js";
import { toRestLimits, toServerLimits } from "./config/to-options.js";
import { contentErrorForm } from "./content/content-error-form.js";
import { ContentRoutes } from "./content/content-routes.js";
import { restCore } from "./core/rest-adapter.js";
import { ingestExposition, ingestMetrics } from "./ingest/ingest-metrics.js";
import { ingestErrorForm } from "./ingest/ingest-error-form.js";
import { IngestRoutes } from "./ingest/ingest-routes.js";
import { SelectionInputRoutes } from "./ingest/selection-input-routes.js";
import * as events from "./log-events.js";
import { NoticePerPeer } from "./content/notice-per-peer.js";
import type { OpenRouter } from "./open-router.js";
import { addRestRoutes } from "./rest/add-rest-routes.js";
import { restErrorForm } from "./rest/rest-error-form.js";
import { KeyGuard } from "./rest/key-guard.js";
import type { ServiceFacts } from "./rest/rest-core.js";
import { makeSelfSigned } from "./rest/self-signed.js";
import type { ListenerName } from "./start-router.js";
import { DecisionLog } from "./telemetry/decision-log.js";
import { keyMetrics } from "./telemetry/key-metrics.js";
import { TrafficMetrics } from "./telemetry/traffic-metrics.js";
import { VERSION } from "./version.js";

export interface ListenerOptions {
  readonly config: RouterFile;
  readonly log: Logger;
  readonly clock: Clock;
  readonly registry: Registry;
  readonly hostname: string;
}

type Listener = Pick<
  HttpServerOptions,
  "host" | "port" | "hot" | "routes" | "metrics" | "tls" | "limits" | "errorForm" | "answersExpect"
>;

/**
 * Starts every listener that is enabled; none stays open when one cannot be.
 *
 * @throws AppError as `startHttpServer` does
 */
export async function startListeners(
  router: OpenRouter,
  options: ListenerOptions,
): Promise<Map<ListenerName, RunningHttpServer>> {
  const { clock, log, registry } = options;
  const traffic = new TrafficMetrics(registry);
  const servers = new Map<ListenerName, RunningHttpServer>();
  try {
    for (const [name, listener] of await listeners(router, options)) {
      const server = await startHttpServer({
        name,
        clock,
        health: { isReady: () => router.isReady() },
        observer: traffic.observerOf(name),
        log: (event) => log.log(event),
        ...listener,
      });
      servers.set(name, server);
    }
    return servers;
  } catch (error) {
    await Promise.all([...servers.values()].map((server) => server.close()));
    throw error;
  }
}

async function listeners(
  router: OpenRouter,
  options: ListenerOptions,
): Promise<[ListenerName, Listener][]> {
  const { config } = options;
  const { content_server, rest_api_server, metrics_ingest_server, metrics_exposition_server } =
    config;
  return [
    ...contentListeners(router, options, content_server),
    ...(rest_api_server.enable ? [await restListener(router, options)] : []),
    ...(metrics_ingest_server.enable ? [ingestListener(router, options)] : []),
    ...(metrics_exposition_server.enable ? [expositionListener(router, options)] : []),
  ];
}

function contentListeners(
  router: OpenRouter,
  options: ListenerOptions,
  content: RouterFile["content_server"],
): [ListenerName, Listener][] {
  const { config, clock, log } = options;
  const { core, counts, slow, random } = router;
  const notices = new NoticePerPeer({ clock, log });
  const hot = new ContentRoutes({
    core,
    clock,
    log,
    counts,
    slow,
    random,
    maxWaiting: config.overload_requests,
    serviceId: identity(options),
    decisions: new DecisionLog({ core, clock, log, share: config.trace_sample, random }),
    onDropped: (peer) => notices.say(peer, events.proxyDropped(peer)),
  });
  const limits = toServerLimits(config);
  const errorForm = contentErrorForm(hot.headers);
  const { host, http_enable, http_port, https_enable, https_port } = content;
  const tls = {
    certFile: content.server_cert,
    keyFile: content.server_key,
    clientCertificate: "none" as const,
  };
  return [
    ...(http_enable
      ? [["content", { host, port: http_port, hot, limits, errorForm }] as [ListenerName, Listener]]
      : []),
    ...(https_enable
      ? [
          ["content_tls", { host, port: https_port, hot, tls, limits, errorForm }] as [
            ListenerName,
            Listener,
          ],
        ]
      : []),
  ];
}

async function restListener(
  router: OpenRouter,
  options: ListenerOptions,
): Promise<[ListenerName, Listener]> {
  const { config, clock, registry } = options;
  const { rest_api_server: rest, metrics_ingest_server: ingest } = config;
  const { keys, receiver, state } = router;
  const { certificate: certFile, certificateKey: keyFile } = state.paths;
  await makeCertificate(router, options);
  ingestMetrics(registry, ingestSource(router));
  const limits = toRestLimits(config);
  const onRefused = keyMetrics(registry);
  const guard = new KeyGuard({ clock, keys, exemptLoopback: rest.exempt_loopback, onRefused });
  const hot = new SelectionInputRoutes({
    receiver,
    guard,
    headers: ["Access-Control-Allow-Origin", "*", "X-Service-Identity", identity(options)],
    maxBodyBytes: limits.maxInputBytes,
    maxInflatedBytes: parseBytes(ingest.max_inflated_size),
  });
  const listener: Listener = {
    host: rest.host,
    port: rest.port,
    tls: { certFile, keyFile, clientCertificate: "none" },
    limits: toServerLimits(config, Math.max(limits.maxDocumentBytes, limits.maxInputBytes)),
    hot,
    errorForm: restErrorForm(hot.headers),
    answersExpect: true,
    routes: (app) => addRestRoutes(app, restOptions(router, options, guard)),
  };
  return ["rest", listener];
}

async function makeCertificate(
  { state }: OpenRouter,
  { config, log, hostname, clock }: ListenerOptions,
): Promise<void> {
  if (config.rest_api_server.server_cert !== "") return;
  const { certificate: certFile, certificateKey: keyFile } = state.paths;
  if (!(await makeSelfSigned({ certFile, keyFile, hostname, clock }))) return;
  const message = `made a certificate, signed by itself, in ${certFile}`;
  log.log(events.note("notice", "certificate_made", message));
}

function restOptions(
  router: OpenRouter,
  options: ListenerOptions,
  guard: KeyGuard,
): Parameters<typeof addRestRoutes>[1] {
  const { config, clock, log, registry } = options;
  const { core, lua, random, state } = router;
  return {
    core: restCore(core, lua, random),
    facts: serviceFacts(options),
    clock,
    guard,
    requiresKeyForMetrics: config.rest_api_server.require_key_for_metrics,
    limits: toRestLimits(config),
    isReady: () => router.isReady(),
    metrics: () => exposition(registry),
    onSubnetsChanged: () => state.saveSubnets(core.subnets.all()),
    log: (event) => log.log(event),
  };
}

function serviceFacts(options: ListenerOptions): ServiceFacts {
  const { rest_api_server: rest, content_server: content } = options.config;
  const { http_enable, http_port, https_enable, https_port } = content;
  return {
    id: identity(options),
    version: VERSION,
    restApiServer: { enable: rest.enable, port: rest.port },
    contentServer: { http_enable, http_port, https_enable, https_port },
  };
}

function ingestListener(
  router: OpenRouter,
  { config, clock }: ListenerOptions,
): [ListenerName, Listener] {
  const { metrics_ingest_server: ingest } = config;
  const hot = new IngestRoutes({
    clock,
    receiver: router.receiver,
    counts: router.ingestCounts,
    credentials: { username: ingest.username, token: ingest.token },
    maxBodyBytes: parseBytes(ingest.max_body_size),
    maxInflatedBytes: parseBytes(ingest.max_inflated_size),
    version: VERSION,
    readiness: () => router.isReady(),
  });
  const { host, port } = ingest;
  const limits = toServerLimits(config);
  return ["ingest", { host, port, hot, limits, answersExpect: true, errorForm: ingestErrorForm }];
}

function expositionListener(
  router: OpenRouter,
  { config, clock }: ListenerOptions,
): [ListenerName, Listener] {
  const { host, port } = config.metrics_exposition_server;
  const metrics = ingestExposition(ingestSource(router), clock);
  return ["exposition", { host, port, metrics, limits: toServerLimits(config) }];
}

const ingestSource = ({ receiver, ingestCounts, core, expiredLeaves }: OpenRouter) => ({
  receiver,
  counts: ingestCounts,
  input: core.input,
  expiredLeaves,
});

/** The name in `X-Service-Identity`, fit for a header. */
const identity = ({ config, hostname }: ListenerOptions): string =>
  (config.service_id === "" ? hostname : config.service_id).replace(/[^ -~]/g, "_");
