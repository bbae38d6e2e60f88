import { parseBytes } from "@signalbox/config";
import type { AppError } from "@signalbox/errors";
import type { HttpServerOptions } from "@signalbox/http-server";
import { exposition } from "@signalbox/telemetry";
import type { TimeseriesStore } from "@signalbox/timeseries-store";
import type { OpsconfigFields } from "./config/opsconfig-file.js";
import { toGzipLimits, toIngestLimits, toReadLimits } from "./config/to-options.js";
import { createIngestApi } from "./ingest/ingest-api.js";
import { ingestRoutes } from "./ingest/routes.js";
import type { OpenOptions } from "./open-datastore.js";
import { createReadApi } from "./read/read-api.js";
import type { AccessMetrics } from "./telemetry/access-metrics.js";
import { FailureLog } from "./telemetry/failure-log.js";
import { ingestMetrics } from "./telemetry/ingest-metrics.js";
import { WholeApi, type Api } from "./transport/api.js";
import { datastoreErrorForm } from "./transport/error-form.js";
import type { Gate } from "./transport/gate.js";
import { createOperationsApi, OPERATIONS } from "./transport/operations-api.js";
import { addReadRoutes } from "./transport/read-routes.js";
import { UnsentReplies } from "./transport/unsent-replies.js";
import { WriteRoutes } from "./transport/write-routes.js";

export interface ApiParts {
  readonly store: TimeseriesStore;
  readonly gate: Gate;
  readonly opsconfig: () => OpsconfigFields;
  readonly status: () => Promise<object>;
  readonly onAnswered: AccessMetrics["onAnswered"];
}

/** The whole interface as a server takes it. */
export function openApi(
  options: OpenOptions,
  parts: ApiParts,
): Pick<HttpServerOptions, "hot" | "routes" | "answersExpect" | "errorForm"> {
  const { path_prefix: prefix, ingest, limits } = options.config;
  const { gate, onAnswered } = parts;
  const api = createWholeApi(options, parts);
  const shared = { api, gate, prefix, onAnswered };
  return {
    answersExpect: true,
    errorForm: datastoreErrorForm,
    routes: (app) =>
      addReadRoutes(app, {
        ...shared,
        unprefixed: new Set(OPERATIONS),
        unsent: new UnsentReplies(parseBytes(limits.max_unsent_size)),
      }),
    ...(ingest.enable && {
      hot: new WriteRoutes({
        ...shared,
        maxBodyBytes: parseBytes(ingest.max_body_size),
        gzip: toGzipLimits(options.config),
      }),
    }),
  };
}

function createWholeApi(options: OpenOptions, parts: ApiParts): WholeApi {
  const { config, registry } = options;
  const failures = new FailureLog(options);
  const onFailure = (error: AppError): void => failures.note(error);
  const operations = createOperationsApi({
    metrics: () => exposition(registry),
    status: parts.status,
  });
  const read = createRead(options, parts, onFailure);
  const apis = [operations, read, ...createIngest(options, parts, onFailure)];
  return new WholeApi({ parts: apis, strict: config.strict, onFailure });
}

function createRead(
  { config, clock, version, baseUrl }: OpenOptions,
  { store, opsconfig }: ApiParts,
  onFailure: (error: AppError) => void,
): Api {
  const { strict, data, opsconfig_id: opsconfigId } = config;
  return createReadApi({
    store,
    baseUrl,
    version,
    strict,
    tolerant: data.tolerant,
    limits: toReadLimits(config),
    clock,
    opsconfig: { id: opsconfigId, fields: opsconfig },
    ...(config.ingest.enable && { otherRoutes: ingestRoutes }),
    onFailure,
  });
}

function createIngest(
  { config, clock, registry }: OpenOptions,
  { store }: ApiParts,
  onFailure: (error: AppError) => void,
): Api[] {
  if (!config.ingest.enable) return [];
  const ingest = createIngestApi({
    store,
    clock,
    limits: toIngestLimits(config),
    requireInfo: config.ingest.require_info,
    observer: { ...ingestMetrics(registry), onFailure },
  });
  return [ingest];
}
