import { schemaUrl, type InfoType } from "@signalbox/monitoring-model";

type Fields = Readonly<Record<string, unknown>>;

type Ref = (type: string, id: string) => { readonly href: string; readonly urn: string };
type Add = (type: InfoType, id: string, fields: Fields) => void;

/** A small site as documents by path, with the references written for `url`. */
export function aSite(url: string): Map<string, Fields> {
  const documents = new Map<string, Fields>();
  const href = (type: string, id: string): string =>
    `${url}/info/${type}/${encodeURIComponent(id)}`;
  const ref: Ref = (type, id) => ({
    href: href(type, id),
    urn: `urn:publicid:IDN+site+${type}+${id}`,
  });
  const add: Add = (type, id, fields) => {
    const head = { $schema: schemaUrl(type), id, selfRef: href(type, id), ts: 1 };
    documents.set(`/info/${type}/${id}`, {
      ...head,
      urn: `urn:publicid:IDN+site+${type}+${id}`,
      ...fields,
    });
  };
  addAggregate(add, ref, url);
  addOthers(add, ref, url);
  return documents;
}

function addAggregate(add: Add, ref: Ref, url: string): void {
  add("aggregate", "site", {
    measRef: `${url}/data/`,
    operational_status: "production",
    monitoring_version: "1",
    resources: [
      { ...ref("node", "vm1"), resource_type: "node" },
      { ...ref("node", "pc1"), resource_type: "node" },
      { ...ref("link", "l1"), resource_type: "link" },
      { href: `${url}/nodes/pc2`, urn: "urn:publicid:IDN+site+node+pc2", resource_type: "node" },
      { href: "http://169.254.169.254/info/node/evil", urn: "urn:x", resource_type: "node" },
    ],
    slivers: [ref("sliver", "s1"), ref("sliver", "gone")],
  });
  add("node", "vm1", { node_type: "vm", parent_node: ref("node", "pc1") });
  add("node", "pc1", { node_type: "server", interfaces: [ref("interface", "pc1:eth0")] });
  add("node", "pc2", { node_type: "server" });
  add("interface", "pc1:eth0", { parent_interface: ref("interface", "pc1:bond0") });
  add("interface", "pc1:bond0", {});
  add("interface", "far:eth0", {});
  add("link", "l1", {
    endpoints: [ref("interfacevlan", "pc1:eth0:7"), ref("interfacevlan", "far:eth0:7")],
  });
  add("interfacevlan", "pc1:eth0:7", { tag: 7, interface: ref("interface", "pc1:eth0") });
  add("interfacevlan", "far:eth0:7", { tag: 7, interface: ref("interface", "far:eth0") });
  add("sliver", "s1", {
    aggregate: ref("aggregate", "site"),
    resources: [{ ...ref("node", "pc1"), resource_type: "node" }],
  });
}

function addOthers(add: Add, ref: Ref, url: string): void {
  add("externalcheck", "check", {
    measRef: `${url}/data/`,
    experiments: [{ href: ref("experiment", "e1").href }, { href: ref("experiment", "e2").href }],
    monitored_aggregates: [{ id: "site", href: ref("aggregate", "site").href }],
  });
  for (const id of ["e1", "e2"]) {
    add("experiment", id, {
      source_aggregate: ref("aggregate", "site"),
      experiment_group: { id: "g", href: ref("experimentgroup", "g").href },
    });
  }
  add("experimentgroup", "g", { group_description: "all" });
  add("authority", "ch", { users: [ref("user", "u1")], slices: [ref("slice", "x")] });
  add("slice", "x", {
    authority: ref("authority", "ch"),
    members: [{ ...ref("user", "u1"), role: "lead" }],
  });
  add("user", "u1", {
    authority: ref("authority", "ch"),
    fullname: "Some User",
    email: "user@example.net",
  });
}
