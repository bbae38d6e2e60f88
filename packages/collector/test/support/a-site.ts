import { schemaUrl, type InfoType } from "@signalbox/monitoring-model";
import type { AHttpStore } from "./a-http-store.js";

type Fields = Readonly<Record<string, unknown>>;

/** Puts an object into a store, with what every object has. */
export function put(store: AHttpStore, type: InfoType, id: string, fields: Fields = {}): void {
  const href = hrefOf(store, type, id);
  const urn = `urn:publicid:IDN+site.example.net+${type}+${id}`;
  const head = { $schema: schemaUrl(type), id, selfRef: href, urn, ts: 1 };
  store.documents.set(`/info/${type}/${id}`, { ...head, ...fields });
}

export const hrefOf = ({ url }: AHttpStore, type: string, id: string): string =>
  `${url}/info/${type}/${encodeURIComponent(id)}`;

export const refTo = (store: AHttpStore, type: string, id: string) => ({
  href: hrefOf(store, type, id),
  urn: `urn:publicid:IDN+site.example.net+${type}+${id}`,
});

/** An aggregate `site` with these nodes, each reporting CPU use every minute. */
export function putSite(store: AHttpStore, nodes: readonly string[], more: Fields = {}): void {
  put(store, "aggregate", "site", {
    measRef: `${store.url}/data/`,
    monitoring_version: "1",
    operational_status: "production",
    resources: nodes.map((id) => ({ ...refTo(store, "node", id), resource_type: "node" })),
    reported_metrics: [],
    ...more,
  });
  for (const id of nodes) {
    put(store, "node", id, {
      node_type: "server",
      reported_metrics: [{ metric: "ops_monitoring:cpu_util", period: 60 }],
    });
  }
}

/** An item of a data reply. */
export const anItem = (
  event: string,
  id: string,
  points: readonly (readonly [number, number])[],
) => ({
  $schema: schemaUrl("data"),
  id: `${event}:${id}`,
  subject: `https://site.example.net/info/node/${id}`,
  eventType: `ops_monitoring:${event}`,
  description: `ops_monitoring:${event} for ${id} of type node`,
  units: "percent",
  tsdata: points.map(([ts, v]) => ({ ts, v })),
});
