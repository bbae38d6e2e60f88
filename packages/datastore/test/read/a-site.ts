import type { InfoReference } from "@signalbox/timeseries-store";
import { MemoryStore } from "./memory-store.js";

export const SITE_TS = 1_700_000_000_000_000;
const urnOf = (type: string, id: string): string =>
  `urn:publicid:IDN+site.example.net+${type}+${id}`;

/** An object as the ingest API would have stored it: relations are kept apart and never sent. */
export function putObject(
  store: MemoryStore,
  type: string,
  id: string,
  more: {
    readonly fields?: Readonly<Record<string, unknown>>;
    readonly relations?: Readonly<Record<string, readonly [type: string, id: string]>>;
    readonly urn?: string | null;
    readonly tsUs?: number;
  } = {},
): void {
  const { fields = {}, relations = {}, urn = urnOf(type, id), tsUs = SITE_TS } = more;
  const hidden = Object.fromEntries(Object.entries(relations).map(([name, [, to]]) => [name, to]));
  const references: InfoReference[] = Object.entries(relations).map(([field, [to, toId]]) => ({
    field,
    type: to,
    id: toId,
  }));
  const document = { id, ...(urn !== null && { urn }), ...fields, _relations: hidden };
  store.putInfo({
    type,
    id,
    ...(urn !== null && { urn }),
    tsUs,
    document: JSON.stringify(document),
    references,
  });
}

/** A small site with every type, written into a store by relations only. */
export function aSite(store = new MemoryStore()): MemoryStore {
  const inSite = { aggregate_id: ["aggregate", "site"] } as const;
  putObject(store, "aggregate", "site", {
    fields: { operational_status: "production", routable_ip_poolsize: 4 },
  });
  putObject(store, "node", "pc2", {
    fields: { node_type: "vm" },
    relations: { ...inSite, parent_node_id: ["node", "pc1"] },
  });
  putObject(store, "node", "pc1", {
    fields: { node_type: "server", "ops_monitoring:mem_total_kb": 4096, reported_metrics: [] },
    relations: inSite,
  });
  putObject(store, "interface", "pc1:eth1", { relations: { node_id: ["node", "pc1"] } });
  putObject(store, "interface", "pc1:eth0", { relations: { node_id: ["node", "pc1"] } });
  putObject(store, "interface", "stub:0", { fields: { "ops_monitoring:role": "stub" } });
  putObject(store, "link", "lan", {
    fields: { layer: "layer2" },
    relations: { ...inSite, parent_link_id: ["link", "trunk"] },
  });
  putObject(store, "link", "trunk", { relations: inSite });
  for (const [id, on] of [
    ["pc1:eth0:17", "pc1:eth0"],
    ["stub:0:17", "stub:0"],
  ] as const) {
    putObject(store, "interfacevlan", id, {
      fields: { tag: 17 },
      relations: { interface_id: ["interface", on], link_id: ["link", "lan"] },
    });
  }
  putObject(store, "sliver", "s1", {
    fields: {
      uuid: "u-1",
      slice_urn: urnOf("slice", "exp"),
      creator: "someone@example.net",
      created: 1,
      expires: 2,
    },
    relations: inSite,
  });
  putPeople(store);
  putChecks(store);
  return store;
}

function putPeople(store: MemoryStore): void {
  const ofAuthority = { authority_id: ["authority", "ch"] } as const;
  putObject(store, "authority", "ch");
  putObject(store, "slice", "exp", {
    fields: { uuid: "u-2", created: 1, expires: 2 },
    relations: ofAuthority,
  });
  putObject(store, "user", "u", {
    fields: { fullname: "Somebody Else", email: "somebody@example.net" },
    relations: ofAuthority,
  });
}

function putChecks(store: MemoryStore): void {
  const noUrn = { urn: null } as const;
  putObject(store, "externalcheck", "check", noUrn);
  putObject(store, "experimentgroup", "al2s", { ...noUrn, fields: { group_description: "core" } });
  const end = {
    href: "https://elsewhere.example.net/info/aggregate/x",
    urn: urnOf("aggregate", "x"),
  };
  putObject(store, "experiment", "a_to_b", {
    ...noUrn,
    fields: {
      slice_urn: urnOf("slice", "exp"),
      slice_uuid: "u-2",
      source_aggregate: end,
      destination_aggregate: end,
    },
    relations: {
      externalcheck_id: ["externalcheck", "check"],
      experimentgroup_id: ["experimentgroup", "al2s"],
    },
  });
}
