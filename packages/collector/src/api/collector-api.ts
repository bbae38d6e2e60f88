import { alertHandlers, alertRoutes } from "./alerts/alert-routes.js";
import { json, JSON_TYPE, type ApiHandler, type ApiHandlers, type ApiRoute } from "./api-route.js";
import { apiContext, type CollectorApiOptions } from "./collector-options.js";
import { exportHandlers, exportRoutes } from "./export/export-routes.js";
import { infoHandlers, infoRoutes } from "./inventory/info-routes.js";
import { outageHandlers, outageRoutes } from "./inventory/outage-routes.js";
import { referenceHandlers, referenceRoutes } from "./inventory/reference-routes.js";
import { openApiDocument } from "./openapi-document.js";
import { queryHandlers, queryRoutes } from "./series/query-routes.js";
import { seriesHandlers, seriesRoutes } from "./series/series-routes.js";
import { storeHandlers, storeRoutes } from "./stores/store-routes.js";

const ownRoutes = [
  {
    method: "GET",
    path: "/",
    access: "open",
    summary: "Name and version of the service, and where its description is.",
    parameters: [],
    replies: [{ status: 200, meaning: "`{service, version, description}`.", media: [JSON_TYPE] }],
  },
  {
    method: "GET",
    path: "/openapi.json",
    access: "open",
    summary: "This API in the form of OpenAPI 3.1.",
    parameters: [],
    replies: [{ status: 200, meaning: "The description.", media: [JSON_TYPE] }],
  },
] as const satisfies readonly ApiRoute[];

/** The API of the collector, declared once: what is answered, `/openapi.json` and the reference page come from it. */
export const collectorApi: readonly ApiRoute[] = [
  ...storeRoutes,
  ...seriesRoutes,
  ...queryRoutes,
  ...infoRoutes,
  ...referenceRoutes,
  ...outageRoutes,
  ...alertRoutes,
  ...exportRoutes,
  ...ownRoutes,
];

/** What answers each route, by method and path. */
export function apiHandlers(options: CollectorApiOptions): ReadonlyMap<string, ApiHandler> {
  const context = apiContext(options);
  const { version } = context;
  const own: ApiHandlers<typeof ownRoutes> = {
    "GET /": () => json({ service: "signalbox-collector", version, description: "/openapi.json" }),
    "GET /openapi.json": () => json(openApiDocument(collectorApi, version)),
  };
  return new Map<string, ApiHandler>(
    Object.entries({
      ...own,
      ...storeHandlers(context),
      ...seriesHandlers(context),
      ...queryHandlers(context),
      ...infoHandlers(context),
      ...referenceHandlers(context),
      ...outageHandlers(context),
      ...alertHandlers(context),
      ...exportHandlers(context),
    }),
  );
}
