/** What a check looks at: a series, or a percentage made from one and what the inventory says. */
export interface Measure {
  readonly objectType: string;
  /** As shown. */
  readonly event: string;
  /** The series that is read. */
  readonly base: string;
  /** The field of the inventory that makes 100 percent. */
  readonly capacity?: string;
  /** Of the performance value. */
  readonly unit: string;
}

const MEM_TOTAL = "ops_monitoring:mem_total_kb";
const MAX_BPS = "ops_monitoring:max_bps";

const RATIOS = new Map([
  ["mem_util", { base: "mem_used_kb", capacity: MEM_TOTAL, unit: "%" }],
  ["rx_util", { base: "rx_bps", capacity: MAX_BPS, unit: "%" }],
  ["tx_util", { base: "tx_bps", capacity: MAX_BPS, unit: "%" }],
]);

/** Units that monitoring systems know, by event; others are shown without. */
const UNITS = new Map([
  ["cpu_util", "%"],
  ["swap_free", "%"],
  ["disk_part_max_used", "%"],
  ["ping_rtt_ms", "ms"],
]);

/** `mem_util`, `rx_util` and `tx_util` are ratios, everything else is a series (datastore-polling, 7.1). */
export function measureOf(objectType: string, event: string): Measure {
  const ratio = RATIOS.get(event);
  if (ratio !== undefined) return { objectType, event, ...ratio };
  return { objectType, event, base: event, unit: UNITS.get(event) ?? "" };
}

/** A check that is documented, with its ranges. */
export interface KnownCheck {
  readonly measure: Measure;
  readonly warning: string;
  readonly critical: string;
}

/** The five of the original (datastore-polling, 7.1). */
export const knownChecks: ReadonlyMap<string, KnownCheck> = new Map([
  ["shared-node-cpu", known("node", "cpu_util", "0:30", "0:50")],
  ["shared-node-swap-free", known("node", "swap_free", "50:100", "20:100")],
  ["shared-node-mem-util", known("node", "mem_util", "0:50", "0:75")],
  ["shared-node-interface-rx-util", known("interface", "rx_util", "0:50", "0:75")],
  ["shared-node-interface-tx-util", known("interface", "tx_util", "0:50", "0:75")],
]);

function known(objectType: string, event: string, warning: string, critical: string): KnownCheck {
  return { measure: measureOf(objectType, event), warning, critical };
}
