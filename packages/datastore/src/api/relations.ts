import type { InfoType } from "@signalbox/monitoring-model";

/**
 * Key of a stored document under which the relations are kept that are never sent: `{"aggregate_id": "<id>"}`, by the names
 * of the original's columns (datastore-polling, 1.1).
 */
export const RELATIONS_KEY = "_relations";

/** A relation of an object to one other, kept as its id. */
export interface Relation {
  readonly column: string;
  readonly to: InfoType;
  /** The field in which a reply shows it; absent: it is hidden. */
  readonly field?: string;
}

const aggregate = { column: "aggregate_id", to: "aggregate" } as const;
const authority = { column: "authority_id", to: "authority", field: "authority" } as const;
const externalcheck = { column: "externalcheck_id", to: "externalcheck" } as const;

/** The relations of each type (datastore-polling, 1.3 - 1.10). */
export const relations: Readonly<Partial<Record<InfoType, readonly Relation[]>>> = {
  aggregate: [externalcheck],
  node: [aggregate, { column: "parent_node_id", to: "node", field: "parent_node" }],
  interface: [
    { column: "node_id", to: "node" },
    { column: "parent_interface_id", to: "interface", field: "parent_interface" },
  ],
  interfacevlan: [
    { column: "interface_id", to: "interface", field: "interface" },
    { column: "link_id", to: "link" },
  ],
  link: [aggregate, { column: "parent_link_id", to: "link", field: "parent" }],
  sliver: [{ ...aggregate, field: "aggregate" }],
  slice: [authority],
  user: [authority],
  experiment: [
    externalcheck,
    { column: "experimentgroup_id", to: "experimentgroup", field: "experiment_group" },
  ],
};

/** A list in a reply that is made of the objects which refer to this one. */
export interface DerivedList {
  readonly field: string;
  /** In this order; of one type by id. `by`: the columns, or fields, that they refer with. */
  readonly from: readonly { readonly type: InfoType; readonly by: readonly string[] }[];
}

/** The lists that a reply has although nobody wrote them into the document. */
export const derivedLists: Readonly<Partial<Record<InfoType, readonly DerivedList[]>>> = {
  aggregate: [
    {
      field: "resources",
      from: [
        { type: "node", by: ["aggregate_id"] },
        { type: "link", by: ["aggregate_id"] },
      ],
    },
    { field: "slivers", from: [{ type: "sliver", by: ["aggregate_id", "aggregate"] }] },
  ],
  node: [{ field: "interfaces", from: [{ type: "interface", by: ["node_id"] }] }],
  link: [
    { field: "endpoints", from: [{ type: "interfacevlan", by: ["link_id"] }] },
    { field: "children", from: [{ type: "link", by: ["parent_link_id", "parent"] }] },
  ],
  authority: [
    { field: "users", from: [{ type: "user", by: ["authority_id", "authority"] }] },
    { field: "slices", from: [{ type: "slice", by: ["authority_id", "authority"] }] },
  ],
  externalcheck: [
    { field: "experiments", from: [{ type: "experiment", by: ["externalcheck_id"] }] },
    { field: "monitored_aggregates", from: [{ type: "aggregate", by: ["externalcheck_id"] }] },
  ],
};
