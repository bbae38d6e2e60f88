import { schemaUrl } from "@signalbox/monitoring-model";

/** A small node as a store of today sends it. */
export const aNode = (id: string, more: object = {}) => ({
  $schema: schemaUrl("node"),
  id,
  selfRef: `https://site.example.net/info/node/${id}`,
  urn: `urn:publicid:IDN+site.example.net+node+${id}`,
  ts: 1_700_000_000_000_000,
  node_type: "server",
  ...more,
});

export const anError = (message: string) => ({
  $schema: schemaUrl("error"),
  error_message: message,
  origin_url: "/info/node/zz",
});

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

/** The query in a request target. */
export function queryOf(target: string): {
  filters: { eventType: string[]; ts: Record<string, number>; obj: { type: string; id: string[] } };
} {
  // The client under test wrote it.
  return JSON.parse(new URL(target, "http://store").searchParams.get("q") ?? "") as ReturnType<
    typeof queryOf
  >;
}
