import type { InfoType } from "@signalbox/monitoring-model";

/** Where to look for what an outage of an object touches. */
export interface Spread {
  /** Fields of the object itself that name what stands or falls with it. */
  readonly names: readonly string[];
  /** Objects that name this one, by these fields. */
  readonly namedBy: readonly { readonly type: InfoType; readonly field: string }[];
}

/**
 * How an outage spreads (datastore-polling, 1.11): from a site to all it has; from a machine to its virtual machines and interfaces;
 * from an interface to what is made on it; from a VLAN of an interface to the links that end there; from a link to the circuit that
 * it is a part of; from nodes and links to slivers; from slivers to their slices.
 */
export const spreads: Readonly<Partial<Record<InfoType, Spread>>> = {
  aggregate: {
    names: ["resources", "slivers"],
    namedBy: [{ type: "sliver", field: "aggregate" }],
  },
  node: {
    names: ["interfaces"],
    namedBy: [
      { type: "node", field: "parent_node" },
      { type: "sliver", field: "resources" },
    ],
  },
  interface: {
    names: [],
    namedBy: [
      { type: "interface", field: "parent_interface" },
      { type: "interfacevlan", field: "interface" },
    ],
  },
  interfacevlan: { names: [], namedBy: [{ type: "link", field: "endpoints" }] },
  link: {
    // A circuit lists its parts as children, a part its circuit as parent; a part does not fail with its circuit.
    names: ["parent"],
    namedBy: [
      { type: "link", field: "children" },
      { type: "sliver", field: "resources" },
    ],
  },
};
