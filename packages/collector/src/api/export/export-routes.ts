import type { InfoReference } from "@signalbox/timeseries-store";
import { TEXT_TYPE, type ApiHandlers, type ApiRoute } from "../api-route.js";
import type { ApiContext } from "../collector-options.js";
import { isTrue, wholeNumber } from "../http/read-parameters.js";
import { filterParameters, readFilter } from "../series/series-filter.js";
import { nagiosText, type CheckStore } from "./nagios-text.js";
import { prometheusExport } from "./prometheus-export.js";
import { PROMETHEUS_TYPE } from "./prometheus-text.js";

const USUAL_STALE_PERIODS = 3;
const MAX_STALE_PERIODS = 1_000_000;

export const exportRoutes = [
  {
    method: "GET",
    path: "/export/prometheus",
    access: "open",
    summary:
      "The last value of every series for Prometheus: `ops_monitoring_<event>{type,id,urn,source}`. The collector's own metrics are at `/metrics`.",
    parameters: [
      ...filterParameters,
      {
        name: "timestamps",
        type: "boolean",
        meaning: "Each value with the time of its point; else it counts as of the scrape.",
      },
      {
        name: "stale_periods",
        type: "integer",
        meaning: "Series without a point for so many of their periods are left out; default 3.",
      },
    ],
    replies: [{ status: 200, meaning: "The metrics, as text.", media: [PROMETHEUS_TYPE] }],
  },
  {
    method: "GET",
    path: "/export/nagios",
    access: "open",
    summary:
      "Hosts, groups and passive services of all stores for the configuration of a Nagios-compatible server: a host for each store, `is_responsive` for each host, `<check store>:is_available` for what is watched, a service for each experiment. A store that does not answer stays in it.",
    parameters: [],
    replies: [{ status: 200, meaning: "A configuration file.", media: [TEXT_TYPE] }],
  },
] as const satisfies readonly ApiRoute[];

export function exportHandlers(context: ApiContext): ApiHandlers<typeof exportRoutes> {
  const { turns, stores } = context;
  return {
    "GET /export/prometheus": async ({ parameters, signal }) => {
      const question = {
        filter: readFilter(parameters),
        stalePeriods: wholeNumber(parameters, "stale_periods", {
          min: 1,
          max: MAX_STALE_PERIODS,
          usual: USUAL_STALE_PERIODS,
        }),
        withTimestamps: isTrue(parameters, "timestamps"),
        signal,
      };
      const body = await turns.begin(signal, prometheusExport(question, context));
      return { status: 200, contentType: PROMETHEUS_TYPE, body };
    },
    "GET /export/nagios": ({ signal }) =>
      turns.take(signal, async () => {
        const targets = stores.all().map(({ target }) => target);
        const checks = await checkStores(context);
        const body = nagiosText({ stores: targets, checks, services: context.services() });
        return { status: 200, contentType: TEXT_TYPE, body };
      }),
  };
}

/** What the external check stores watch, as they told last. */
async function checkStores({ store, stores }: ApiContext): Promise<CheckStore[]> {
  const targets = stores
    .all()
    .map(({ target }) => target)
    .filter(({ rootType }) => rootType === "externalcheck");
  const references = await store.info.referencesOf(
    targets.map(({ id: source, rootId: id }) => ({ source, type: "externalcheck", id })),
  );
  return targets.map(({ rootId }, at) => ({
    id: rootId,
    watches: idsOf(references[at] ?? [], "monitored_aggregates"),
    experiments: idsOf(references[at] ?? [], "experiments"),
  }));
}

const idsOf = (references: readonly InfoReference[], field: string): string[] =>
  references.flatMap((one) => (one.field === field && one.id !== undefined ? [one.id] : [])).sort();
