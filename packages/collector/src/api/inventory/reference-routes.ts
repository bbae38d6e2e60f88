import type { BackReference } from "@signalbox/timeseries-store";
import { json, JSON_TYPE, type ApiHandlers, type ApiRoute } from "../api-route.js";
import type { ApiContext } from "../collector-options.js";
import { findObjects } from "./find-objects.js";
import { typeIn } from "./info-routes.js";

export const referenceRoutes = [
  {
    method: "GET",
    path: "/references/{type}/{id*}",
    access: "open",
    summary:
      "Who refers to an object, and by which field: the node of an interface, the slivers of a node, the slices of a user. A URN may stand for the id.",
    parameters: [
      { name: "source", type: "string", meaning: "Only references in what this store told." },
    ],
    replies: [
      {
        status: 200,
        meaning:
          "`{type, id, urns, referrers: [{source, type, id, field}]}`, by source, type, id and field; also for an object that no store tells of.",
        media: [JSON_TYPE],
      },
      { status: 404, meaning: "No such type.", media: [JSON_TYPE] },
    ],
  },
] as const satisfies readonly ApiRoute[];

export function referenceHandlers(context: ApiContext): ApiHandlers<typeof referenceRoutes> {
  const { store, turns } = context;
  return {
    "GET /references/{type}/{id*}": async ({ path, parameters, signal }) => {
      const type = typeIn(path);
      const id = path["id"] ?? "";
      const source = parameters.get("source");
      return turns.take(signal, async () => {
        const found = await findObjects({ type, id }, context);
        const urns = new Set(found.flatMap(({ urn }) => urn ?? []));
        if (/^urn:/i.test(id)) urns.add(id);
        const ids = new Set([id, ...found.map((one) => one.id)]);
        const targets = [
          ...[...ids].map((one) => ({ type, id: one })),
          ...[...urns].map((urn) => ({ type, urn })),
        ];
        const lists = await Promise.all(targets.map((target) => store.info.referrers(target)));
        const referrers = eachOnce(lists.flat()).filter(
          (one) => source === undefined || one.source === source,
        );
        return json({ type, id, urns: [...urns].sort(), referrers });
      });
    },
  };
}

/** By source, type, id and field, each once. */
function eachOnce(all: readonly BackReference[]): BackReference[] {
  const byKey = new Map(
    all.map(({ source, type, id, field }) => [
      JSON.stringify([source, type, id, field]),
      { source, type, id, field },
    ]),
  );
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}
