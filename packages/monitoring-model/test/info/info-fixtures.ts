import type { InfoReading, InfoType } from "../../src/index.js";

const base = "https://store.example.net/info";

export const head = (type: string, id: string) => ({
  id,
  selfRef: `${base}/${type}/${id}`,
  urn: `urn:publicid:IDN+example.net+${type}+${id}`,
  ts: 1_700_000_000_000_001,
});

export const ref = (type: string, id: string) => ({
  href: `${base}/${type}/${id}`,
  urn: `urn:publicid:IDN+example.net+${type}+${id}`,
});

const metrics = [{ metric: "ops_monitoring:cpu_util", period: 300 }];

function withoutUrn(type: string, id: string) {
  const { urn: _urn, ...rest } = head(type, id);
  return rest;
}

/** One complete object of each type, without `$schema`. */
export const completeObjects: { readonly [T in InfoType]: InfoReading<T> } = {
  aggregate: {
    ...head("aggregate", "site-a"),
    measRef: "https://store.example.net/data/",
    monitoring_version: "v1",
    populator_version: "v2",
    operational_status: "production",
    routable_ip_poolsize: 12,
    resources: [
      { ...ref("node", "n1"), resource_type: "node" },
      { ...ref("link", "l1"), resource_type: "link" },
    ],
    slivers: [ref("sliver", "s1")],
    reported_metrics: [],
  },
  node: {
    ...head("node", "n1"),
    node_type: "server",
    "ops_monitoring:mem_total_kb": 64_000_000,
    virtualization_type: "kvm",
    interfaces: [ref("interface", "n1:eth0")],
    parent_node: ref("node", "n0"),
    reported_metrics: metrics,
  },
  interface: {
    ...head("interface", "n1:eth0"),
    addresses: [{ addrtype: "IPv4", address: "192.0.2.7", scope: "public" }],
    parent_interface: ref("interface", "n0:eth0"),
    "ops_monitoring:role": "control",
    "ops_monitoring:max_bps": 1e9,
    "ops_monitoring:max_pps": 1e6,
  },
  interfacevlan: {
    ...head("interfacevlan", "n1:eth0:17"),
    tag: 17,
    interface: ref("interface", "n1:eth0"),
  },
  link: {
    ...head("link", "l1"),
    layer: "layer2",
    endpoints: [ref("interfacevlan", "a:17"), ref("interfacevlan", "b:17")],
    parent: ref("link", "l0"),
    children: [ref("link", "l2")],
  },
  sliver: {
    ...head("sliver", "s1"),
    uuid: "6a3d9a0e-0000-4000-8000-000000000001",
    aggregate: ref("aggregate", "site-a"),
    slice_urn: "urn:publicid:IDN+example.net:lab+slice+one",
    creator: "urn:publicid:IDN+example.net+user+operator",
    created: 1,
    expires: 2,
    resources: [{ ...ref("node", "n1"), resource_type: "node" }],
  },
  authority: {
    ...head("authority", "example.net"),
    monitoring_version: "v1",
    users: [ref("user", "operator")],
    slices: [ref("slice", "one")],
  },
  slice: {
    ...head("slice", "one"),
    uuid: "6a3d9a0e-0000-4000-8000-000000000002",
    authority: ref("authority", "example.net"),
    created: 1,
    expires: 2,
    members: [{ ...ref("user", "operator"), role: "lead" }],
  },
  user: {
    ...head("user", "operator"),
    authority: ref("authority", "example.net"),
    fullname: "Operator of the site",
    email: "operator@example.net",
  },
  externalcheck: {
    ...withoutUrn("externalcheck", "checks"),
    measRef: "https://store.example.net/data/",
    monitoring_version: "v1",
    experiments: [{ href: `${base}/experiment/a_to_b` }],
    monitored_aggregates: [{ id: "site-a", href: `${base}/aggregate/site-a` }],
  },
  experiment: {
    ...withoutUrn("experiment", "a_to_b"),
    slice_urn: "urn:publicid:IDN+example.net:lab+slice+one",
    slice_uuid: "6a3d9a0e-0000-4000-8000-000000000002",
    source_aggregate: ref("aggregate", "site-a"),
    destination_aggregate: ref("aggregate", "site-b"),
    experiment_group: { id: "pings", href: `${base}/experimentgroup/pings` },
    reported_metrics: [{ metric: "ops_monitoring:ping_rtt_ms", period: 900 }],
  },
  experimentgroup: {
    ...withoutUrn("experimentgroup", "pings"),
    group_description: "Round trips between sites",
  },
  opsconfig: {
    ...withoutUrn("opsconfig", "geni-prod"),
    version: "v1",
    aggregatestores: [
      {
        urn: "urn:publicid:IDN+example.net+authority+cm",
        amtype: "instageni",
        href: `${base}/aggregate/site-a`,
        stitching_am: true,
        amurl: "https://am.example.net/xmlrpc",
        amurl2: "https://am2.example.net/xmlrpc",
      },
    ],
    externalcheckstores: [{ href: `${base}/externalcheck/checks` }],
    authorities: [ref("authority", "example.net")],
    info: [{ name: "node", db_schema: [["id", "varchar", true]] }],
    events: {
      node: [{ name: "cpu_util", id: "varchar", ts: "int8", v: "float4", units: "percent" }],
    },
  },
};
