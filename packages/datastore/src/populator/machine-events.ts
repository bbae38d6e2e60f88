import type { CpuTimes, InterfaceCounters, Measurement } from "./machine.js";

/** One value of the node, or of one of its interfaces. */
export interface MachineValue {
  readonly objectType: "node" | "interface";
  /** Of the interface; "" for the node. */
  readonly interfaceName: string;
  readonly event: string;
  readonly value: number;
}

const PER_CENT = 100;
const BYTES_PER_KB = 1000;
const BITS_PER_BYTE = 8;

/** Events that come from counters; the rate is their growth a second times the factor. */
const RATES: readonly (readonly [
  event: string,
  counter: keyof InterfaceCounters,
  factor: number,
])[] = [
  ["rx_bps", "rxBytes", BITS_PER_BYTE],
  ["tx_bps", "txBytes", BITS_PER_BYTE],
  ["rx_pps", "rxPackets", 1],
  ["tx_pps", "txPackets", 1],
  ["rx_eps", "rxErrors", 1],
  ["tx_eps", "txErrors", 1],
  ["rx_dps", "rxDrops", 1],
  ["tx_dps", "txDrops", 1],
];

export const rateEvents: readonly string[] = RATES.map(([event]) => event);

/**
 * What a measurement tells (datastore-polling, 3.6, 9.16 - 9.18), for some events together with the one before it. Counters of an
 * interface that went back, because it began anew or wrapped, tell nothing that time.
 *
 * @param seconds between the two
 */
export function machineValues(
  now: Measurement,
  before?: { readonly measurement: Measurement; readonly seconds: number },
): readonly MachineValue[] {
  return [...nodeValues(now, before?.measurement), ...(before ? interfaceValues(now, before) : [])];
}

function nodeValues(now: Measurement, before: Measurement | undefined): MachineValue[] {
  const values = {
    cpu_util: cpuUtil(now.cpu, before?.cpu),
    mem_used_kb:
      now.memUsedBytes === undefined ? undefined : Math.round(now.memUsedBytes / BYTES_PER_KB),
    swap_free: now.swapFreePercent,
    is_available: 1,
    disk_part_max_used: now.diskMaxUsedPercent,
    num_vms_allocated: now.virtualMachines,
  };
  return Object.entries(values).flatMap(([event, value]) =>
    value === undefined ? [] : [{ objectType: "node", interfaceName: "", event, value }],
  );
}

function cpuUtil(now: CpuTimes | undefined, before: CpuTimes | undefined): number | undefined {
  if (!now || !before) return undefined;
  const [busy, total] = [now.busy - before.busy, now.total - before.total];
  return total > 0 && busy >= 0 && busy <= total ? (busy / total) * PER_CENT : undefined;
}

function interfaceValues(
  now: Measurement,
  { measurement, seconds }: { readonly measurement: Measurement; readonly seconds: number },
): MachineValue[] {
  if (!(seconds > 0)) return [];
  return [...now.counters].flatMap(([interfaceName, counters]) => {
    const earlier = measurement.counters.get(interfaceName);
    if (!earlier) return [];
    const values = RATES.map(([event, counter, factor]) => ({
      objectType: "interface" as const,
      interfaceName,
      event,
      value: ((counters[counter] - earlier[counter]) * factor) / seconds,
    }));
    return values.every(({ value }) => value >= 0) ? values : [];
  });
}
