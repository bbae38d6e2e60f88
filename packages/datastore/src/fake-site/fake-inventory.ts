import { metricOf } from "@signalbox/monitoring-model";
import type { InfoObject, InfoReference } from "@signalbox/timeseries-store";
import { RELATIONS_KEY } from "../api/relations.js";
import { numberHash, share, textHash } from "./even-hash.js";
import { fakeNames } from "./fake-names.js";
import { fakeEvents } from "./fake-series.js";
import type { FakeSite } from "./fake-site.js";

const US_PER_SECOND = 1_000_000;
const FIRST_TAG = 100;
const MAX_TAG = 4000;
/** Begin of all slivers: a time like any other. */
const CREATED_US = 1_700_000_000_000_000;
const YEAR_US = 31_536_000_000_000;

type Fields = Readonly<Record<string, unknown>>;
/** Ids by column: to which objects one belongs. */
type Relations = Readonly<Record<string, readonly [type: string, id: string]>>;

/** What a site's inventory is: without the time of its objects, which is the store's. */
export type FakeObject = Omit<InfoObject, "tsUs">;

/** All objects of a site, in the form in which a datastore keeps them. @param baseUrl of links in documents */
export function fakeInventory(site: FakeSite, baseUrl: string): readonly FakeObject[] {
  return [
    anObject(site, "aggregate", site.id, { name: "cm", fields: aggregateFields(site) }),
    ...nodes(site),
    ...links(site),
    ...slivers(site, baseUrl),
  ];
}

const aggregateFields = ({ seed, id }: FakeSite): Fields => ({
  operational_status: "development",
  populator_version: "fake",
  routable_ip_poolsize: 16 + Math.floor(share(textHash(`${seed} ${id}`)) * 240),
});

function* nodes(site: FakeSite): Generator<FakeObject, void, undefined> {
  for (let node = 1; node <= site.nodes; node += 1) {
    const nodeId = fakeNames.node(site, node);
    yield anObject(site, "node", nodeId, {
      name: `pc${node}`,
      fields: {
        node_type: "server",
        virtualization_type: "kvm",
        "ops_monitoring:mem_total_kb": 64_000_000,
        reported_metrics: reported(site, "node"),
      },
      relations: { aggregate_id: ["aggregate", site.id] },
    });
    for (let at = 0; at < site.interfacesPerNode; at += 1) yield anInterface(site, node, at);
  }
}

function anInterface(site: FakeSite, node: number, at: number): FakeObject {
  const bits = numberHash(textHash(`${site.seed} ${site.id}`), node * 100 + at);
  const octets = [10, (bits >>> 16) & 255, (bits >>> 8) & 255, bits & 255];
  return anObject(site, "interface", fakeNames.interface(site, node, at), {
    name: `pc${node}:eth${at}`,
    fields: {
      addresses: [{ addrtype: "IPv4", address: octets.join("."), scope: "private" }],
      "ops_monitoring:role": at === 0 ? "control" : "experimental",
      "ops_monitoring:max_bps": 1_000_000_000,
      "ops_monitoring:max_pps": 1_000_000,
      reported_metrics: reported(site, "interface"),
    },
    relations: { node_id: ["node", fakeNames.node(site, node)] },
  });
}

function* links(site: FakeSite): Generator<FakeObject, void, undefined> {
  const { nodes: count, interfacesPerNode } = site;
  if (count < 2 || interfacesPerNode < 1) return;
  for (let link = 1; link <= site.links; link += 1) {
    const linkId = fakeNames.link(site, link);
    yield anObject(site, "link", linkId, {
      name: `link${link}`,
      fields: { layer: "layer2" },
      relations: { aggregate_id: ["aggregate", site.id] },
    });
    const tag = FIRST_TAG + (link % (MAX_TAG - FIRST_TAG));
    for (const end of [0, 1]) {
      const node = 1 + ((link + end) % count);
      const at = link % interfacesPerNode;
      // Two links may share node and tag: the number of the link keeps the ids apart.
      const id = `${fakeNames.vlan(fakeNames.interface(site, node, at), tag)}:${link}`;
      yield anObject(site, "interfacevlan", id, {
        name: `pc${node}:eth${at}:${tag}:${link}`,
        fields: { tag, reported_metrics: [] },
        relations: {
          interface_id: ["interface", fakeNames.interface(site, node, at)],
          link_id: ["link", linkId],
        },
      });
    }
  }
}

function* slivers(site: FakeSite, baseUrl: string): Generator<FakeObject, void, undefined> {
  if (site.nodes === 0) return;
  for (let sliver = 1; sliver <= site.slivers; sliver += 1) {
    const node = 1 + (sliver % site.nodes);
    const nodeId = fakeNames.node(site, node);
    yield anObject(site, "sliver", fakeNames.sliver(site, sliver), {
      name: String(sliver),
      fields: {
        uuid: uuidOf(textHash(`${site.seed} ${site.id}`), sliver),
        slice_urn: `urn:publicid:IDN+ch.example.net+slice+fake${sliver}`,
        creator: "urn:publicid:IDN+ch.example.net+user+fake",
        created: CREATED_US,
        expires: CREATED_US + 10 * YEAR_US,
        resources: [
          {
            resource_type: "node",
            urn: fakeNames.urn(site, "node", `pc${node}`),
            href: `${baseUrl}/info/node/${encodeURIComponent(nodeId)}`,
          },
        ],
      },
      relations: { aggregate_id: ["aggregate", site.id] },
      references: [{ field: "resources", type: "node", id: nodeId }],
    });
  }
}

function reported(site: FakeSite, type: "node" | "interface"): readonly Fields[] {
  const period = Math.max(1, Math.round(site.periodUs / US_PER_SECOND));
  return fakeEvents(site, type).map(({ event }) => ({ metric: metricOf(event), period }));
}

function uuidOf(seed: number, number: number): string {
  const digits = [0, 1, 2, 3].map((at) =>
    numberHash(seed, number * 4 + at)
      .toString(16)
      .padStart(8, "0"),
  );
  return digits.join("").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

interface Parts {
  /** Last part of its URN. */
  readonly name: string;
  readonly fields: Fields;
  readonly relations?: Relations;
  readonly references?: readonly InfoReference[];
}

function anObject(site: FakeSite, type: string, id: string, parts: Parts): FakeObject {
  const { fields, relations = {}, references = [] } = parts;
  const hidden = Object.fromEntries(
    Object.entries(relations).map(([column, [, target]]) => [column, target]),
  );
  const related = Object.entries(relations).map(([field, [target, targetId]]) => ({
    field,
    type: target,
    id: targetId,
  }));
  return {
    source: "",
    type,
    id,
    urn: fakeNames.urn(site, type === "aggregate" ? "authority" : type, parts.name),
    document: JSON.stringify({ ...fields, [RELATIONS_KEY]: hidden }),
    references: [...related, ...references],
  };
}
