import { nodeVisits, visitGraph, visitGraphMl } from "@signalbox/routing";
import type { RestCore } from "./rest-core.js";
import { json, type RestHandlers, type RestRoute } from "./rest-route.js";

const GRAPHML_TYPES = ["application/xml", "application/graphml+xml", "text/xml"] as const;
const JSON_TYPE = "application/json";

/** How often each node was visited. Source: reference cdn-router 7.1. */
export const visitRoutes = [
  {
    method: "GET",
    path: "/v1/node_visits",
    summary: "Shows how often each node of the routing tree was visited since the start.",
    key: "needed",
    parameters: [],
    request: "",
    replies: [{ status: 200, meaning: "An object of node ids and counts; the counts are texts." }],
  },
  {
    method: "GET",
    path: "/v1/node_visits_graph",
    summary: "Shows the same as a graph.",
    key: "needed",
    parameters: [],
    request: "",
    replies: [
      {
        status: 200,
        meaning:
          "GraphML, or with `Accept: application/json` an object of `nodes` (`id`, `visits`) and `edges` (`source`, `target`).",
      },
    ],
  },
] as const satisfies readonly RestRoute[];

export function visitHandlers(
  core: Pick<RestCore, "configuration" | "visits">,
): RestHandlers<typeof visitRoutes> {
  return {
    "GET /v1/node_visits": () => json(nodeVisits(core.visits.byId())),
    "GET /v1/node_visits_graph": (request) => {
      const graph = visitGraph(core.configuration.plan, core.visits.byId());
      const contentType = request.prefers([...GRAPHML_TYPES, JSON_TYPE]);
      if (contentType === JSON_TYPE) return json(graph);
      return { kind: "text", contentType, text: visitGraphMl(graph) };
    },
  };
}
