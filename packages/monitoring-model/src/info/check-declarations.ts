import { headFields, strictHeadFields, tailFields } from "./common-fields.js";
import { list, optional, reference, reportedMetrics, required, text } from "./field-kinds.js";

const experimentReference = {
  kind: "record",
  refersTo: "experiment",
  fields: { href: required(text) },
} as const;

const monitoredAggregate = {
  kind: "record",
  refersTo: "aggregate",
  fields: { id: required(text), href: required(text), reported_metrics: reportedMetrics },
} as const;

const experimentGroup = {
  kind: "record",
  refersTo: "experimentgroup",
  fields: { id: required(text), href: required(text) },
} as const;

/** What a store of checks made from outside tells (datastore-polling, 1.10). */
export const checkDeclarations = {
  externalcheck: {
    ...headFields,
    measRef: required(text),
    monitoring_version: required(text),
    populator_version: optional(text),
    experiments: required(list(experimentReference)),
    monitored_aggregates: required(list(monitoredAggregate)),
    ...tailFields,
  },
  experiment: {
    ...headFields,
    slice_urn: required({ kind: "text", urnOf: "slice" }),
    slice_uuid: required(text),
    source_aggregate: required(reference("aggregate")),
    destination_aggregate: required(reference("aggregate")),
    experiment_group: required(experimentGroup),
    reported_metrics: reportedMetrics,
    ...tailFields,
  },
  experimentgroup: { ...strictHeadFields, group_description: required(text) },
} as const;
