import type { InfoObject, TimeseriesStore } from "@signalbox/timeseries-store";
import { anObject, hrefOf, NOW_US, refTo } from "./an-api.js";

const HOUR_US = 3_600_000_000;
const resource = (type: "node" | "link", id: string) => ({
  ...refTo(type, id),
  resource_type: type,
});

const slice = (id: string) => refTo("slice", id, "ch").urn;

const sliver = (id: string, fields: object, source = "site") =>
  anObject(
    "sliver",
    id,
    {
      uuid: id,
      aggregate: refTo("aggregate", source, source),
      created: 1,
      expires: NOW_US + HOUR_US,
      ...fields,
    },
    source,
  );

/**
 * A site: pc1 hosts vm1; pc1's eth1 has VLAN 17, on which the link `lan` ends, a part of the circuit `path`. Slivers: s1 on pc2, s2 on
 * vm1, s3 on `path`, s4 on pc1 but expired. Slice `exp` of two people owns s1 and s2, `other` owns s3. The authority `ch` tells of
 * people and of `exp`, nobody of `other`. Another site has a node pc1, too, with a sliver of its own.
 */
export async function putSite(store: TimeseriesStore): Promise<void> {
  await store.info.put([
    anObject("aggregate", "site", {
      resources: [
        resource("node", "pc1"),
        resource("node", "pc2"),
        resource("node", "vm1"),
        resource("link", "lan"),
        resource("link", "path"),
      ],
      slivers: ["s1", "s2", "s3", "s4"].map((id) => refTo("sliver", id)),
    }),
    anObject("node", "pc1", {
      node_type: "server",
      interfaces: [refTo("interface", "pc1:eth1")],
      reported_metrics: [{ metric: "ops_monitoring:cpu_util", period: 60 }],
    }),
    anObject("node", "pc2", { node_type: "server" }),
    anObject("node", "vm1", { node_type: "vm", parent_node: refTo("node", "pc1") }),
    anObject("interface", "pc1:eth1"),
    anObject("interfacevlan", "pc1:eth1:17", {
      tag: 17,
      interface: refTo("interface", "pc1:eth1"),
    }),
    anObject("interfacevlan", "sw:1:17", { tag: 17 }),
    anObject("link", "lan", {
      endpoints: [refTo("interfacevlan", "pc1:eth1:17"), refTo("interfacevlan", "sw:1:17")],
    }),
    anObject("link", "path", { children: [refTo("link", "lan")] }),
    sliver("s1", { slice_urn: slice("exp"), resources: [resource("node", "pc2")] }),
    sliver("s2", {
      slice_urn: slice("exp"),
      creator: "somebody@example.net",
      resources: [resource("node", "vm1")],
    }),
    sliver("s3", {
      slice_urn: slice("other"),
      creator: refTo("user", "u2", "ch").urn,
      resources: [resource("link", "path")],
    }),
    sliver("s4", {
      slice_urn: slice("exp"),
      expires: NOW_US - 1,
      resources: [resource("node", "pc1")],
    }),
  ]);
  await store.info.put(elsewhere());
}

function elsewhere(): InfoObject[] {
  return [
    anObject("aggregate", "far", {}, "far"),
    anObject("node", "pc1", { node_type: "server" }, "far"),
    sliver(
      "far1",
      {
        slice_urn: slice("far"),
        resources: [{ ...refTo("node", "pc1", "far"), resource_type: "node" }],
      },
      "far",
    ),
    anObject("authority", "ch", {}, "ch"),
    anObject(
      "slice",
      "exp",
      {
        uuid: "exp",
        expires: NOW_US + HOUR_US,
        members: [
          { ...refTo("user", "u1", "ch"), role: "lead" },
          { ...refTo("user", "u2", "ch"), role: "member" },
        ],
      },
      "ch",
    ),
    anObject("user", "u1", { fullname: "First Person", email: "first@example.net" }, "ch"),
    anObject(
      "user",
      "u2",
      { fullname: "Second\nPerson | evil", email: "second@example.net" },
      "ch",
    ),
  ];
}

/** An external check store that watches the site. */
export async function putChecks(store: TimeseriesStore): Promise<void> {
  const { urn: _urn, ...check } = anObject(
    "externalcheck",
    "gpo",
    {
      experiments: [
        { href: hrefOf("experiment", "a_to_b_campus", "gpo") },
        { href: hrefOf("experiment", "a_to_b_stitching", "gpo") },
      ],
      monitored_aggregates: [
        {
          id: "site",
          href: hrefOf("aggregate", "site"),
          reported_metrics: [{ metric: "ops_monitoring:is_available", period: 3600 }],
        },
      ],
    },
    "gpo",
  );
  await store.info.put([check]);
}
