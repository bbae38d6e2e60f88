import { headFields, tailFields } from "./common-fields.js";
import {
  choice,
  integer,
  list,
  number,
  optional,
  reference,
  reportedMetrics,
  required,
  resource,
  setOf,
  text,
} from "./field-kinds.js";

const address = {
  kind: "record",
  fields: {
    addrtype: required(choice("802.3", "IPv4", "IPv6")),
    address: required(text),
    scope: optional(choice("private", "public")),
  },
} as const;

/** What a testbed site tells about itself (datastore-polling, 1.3 - 1.8). */
export const siteDeclarations = {
  aggregate: {
    ...headFields,
    measRef: required(text),
    monitoring_version: required(text),
    populator_version: optional(text),
    operational_status: required(choice("development", "production", "other")),
    routable_ip_poolsize: optional(integer),
    resources: optional(list(resource)),
    slivers: optional(list(reference("sliver"))),
    reported_metrics: reportedMetrics,
    ...tailFields,
  },
  node: {
    ...headFields,
    node_type: required(choice("server", "baremetal", "vm", "switch", "wimax_bs")),
    "ops_monitoring:mem_total_kb": optional(number),
    virtualization_type: optional(choice("xen", "openvz", "kvm")),
    interfaces: optional(list(reference("interface"))),
    parent_node: optional(reference("node")),
    reported_metrics: reportedMetrics,
    ...tailFields,
  },
  interface: {
    ...headFields,
    addresses: optional(list(address)),
    parent_interface: optional(reference("interface")),
    "ops_monitoring:role": optional(choice("experimental", "control", "stub")),
    "ops_monitoring:max_bps": optional(number),
    "ops_monitoring:max_pps": optional(number),
    reported_metrics: reportedMetrics,
    ...tailFields,
  },
  interfacevlan: {
    ...headFields,
    tag: required(integer),
    interface: required(reference("interface")),
    reported_metrics: reportedMetrics,
    ...tailFields,
  },
  link: {
    ...headFields,
    layer: optional(text),
    endpoints: required(setOf(reference("interfacevlan"), 2)),
    parent: optional(reference("link")),
    children: optional(setOf(reference("link"), 1)),
    ...tailFields,
  },
  sliver: {
    ...headFields,
    uuid: required(text),
    aggregate: required(reference("aggregate")),
    slice_urn: required({ kind: "text", urnOf: "slice" }),
    slice_uuid: optional(text),
    creator: { shape: { kind: "text", urnOf: "user" }, personal: true },
    created: required(integer),
    expires: required(integer),
    resources: required(setOf(resource, 1)),
    ...tailFields,
  },
} as const;
