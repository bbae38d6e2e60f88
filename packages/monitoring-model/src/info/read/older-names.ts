import type { InfoType } from "../info-type.js";

/** By the name of today, the names a field had before (datastore-polling, 1.8, 1.12, 6.1). */
export type OlderNames = Readonly<Record<string, readonly string[]>>;

const none: OlderNames = {};

const byType: Partial<Record<InfoType, OlderNames>> = {
  node: {
    virtualization_type: ["vm_server_type", "ops_monitoring:vm_server_type"],
    interfaces: ["ports"],
  },
  interface: { addresses: ["address"] },
  interfacevlan: { interface: ["port"] },
  // The path on layer 2 was the list of links that a link consists of.
  link: { children: ["l2path"] },
  sliver: { creator: ["creator_urn"], resources: ["resource"] },
  opsconfig: { aggregatestores: ["aggregates"] },
};

/** Of fields inside references and addresses. */
export const olderInnerNames: OlderNames = { href: ["$ref"], addrtype: ["type"] };

/** Values with other names, in lower case. */
export const olderChoices: Readonly<Record<string, string>> = { mac: "802.3", ethernet: "802.3" };

/** Types with other names, as in `port-vlan#`. */
export const olderTypes: Readonly<Record<string, InfoType>> = {
  port: "interface",
  "port-vlan": "interfacevlan",
  "monitoring-experiment": "experiment",
};

export function olderNamesOf(type: InfoType): OlderNames {
  return byType[type] ?? none;
}
