import { configurationRoutes } from "./configuration-routes.js";
import { explainRoutes } from "./explain-routes.js";
import { ingestRoutes } from "./ingest-routes.js";
import { luaRoutes } from "./lua-routes.js";
import type { RestReply, RestRoute } from "./rest-route.js";
import { selectionInputRoutes } from "./selection-input-routes.js";
import { serviceRoutes } from "./service-routes.js";
import { subnetRoutes } from "./subnet-routes.js";
import { timestampedInputRoutes } from "./timestamped-input-routes.js";
import { visitRoutes } from "./visit-routes.js";

/** The REST API, declared once; its reference page is generated from it, and nothing else is answered. */
export const restApi: readonly RestRoute[] = [
  ...selectionInputRoutes,
  ...timestampedInputRoutes,
  ...ingestRoutes,
  ...subnetRoutes,
  ...luaRoutes,
  ...configurationRoutes,
  ...visitRoutes,
  ...explainRoutes,
  ...serviceRoutes,
];

/** Replies of every endpoint that needs the key. Errors are a JSON string with the message. */
export const commonReplies: readonly RestReply[] = [
  { status: 400, meaning: "The path or a query parameter cannot be understood." },
  { status: 401, meaning: "`X-API-Key` is missing, wrong or given twice." },
  { status: 405, meaning: "The path has other methods; `Allow` names them." },
  { status: 429, meaning: "Too many requests without the right key; `Retry-After` says when." },
];
