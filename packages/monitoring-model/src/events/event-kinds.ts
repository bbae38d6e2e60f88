/** How the values of an event are to be read; all are JSON numbers, booleans being 0 and 1. */
export type ValueKind = "real" | "integer" | "boolean";

/** One kind of time series. */
export interface EventKind {
  /** Such as `node`. */
  readonly objectType: string;
  /** Without the prefix `ops_monitoring:`. */
  readonly event: string;
  readonly units: string;
  readonly valueKind: ValueKind;
}

function kinds(
  objectType: string,
  units: string,
  valueKind: ValueKind,
  events: string,
): readonly EventKind[] {
  return events.split(" ").map((event) => ({ objectType, event, units, valueKind }));
}

const traffic = (objectType: string): readonly EventKind[] => [
  ...kinds(objectType, "bps", "real", "rx_bps tx_bps"),
  ...kinds(objectType, "pps", "real", "rx_pps tx_pps rx_eps tx_eps rx_dps tx_dps"),
];

/** The 34 kinds of series of 20151105 (datastore-polling, 3.6), with the units as they are spelled there. */
export const eventKinds: readonly EventKind[] = [
  ...kinds("node", "percent", "real", "cpu_util swap_free disk_part_max_used"),
  ...kinds("node", "kilobytes", "integer", "mem_used_kb"),
  ...kinds("node", "boolean", "boolean", "is_available"),
  ...kinds("node", "count", "integer", "num_vms_allocated"),
  ...kinds("aggregate", "boolean", "boolean", "is_available nodelogin"),
  ...kinds("aggregate", "count", "integer", "routable_ip_available raw_pc_available"),
  ...traffic("interface"),
  ...kinds("interface", "dBM", "real", "tx_power"),
  ...kinds("interface", "Mhz", "real", "tx_frequency"),
  ...kinds("interface", "number of clients", "integer", "wmx_noc"),
  ...traffic("interfacevlan"),
  ...kinds("experiment", "milliseconds", "real", "ping_rtt_ms"),
  ...kinds("experiment", "boolean", "boolean", "is_stitch_path_available stitching_availability"),
  ...kinds(
    "experiment",
    "vlan ID",
    "integer",
    "stitching_availability_vlan_source stitching_availability_vlan_destination",
  ),
];
