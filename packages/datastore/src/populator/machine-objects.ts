import { formatUrn, metricOf } from "@signalbox/monitoring-model";
import { scopeOfAddress } from "./address-scope.js";
import { rateEvents } from "./machine-events.js";
import type { InterfaceDescription, MachineDescription, Measurement } from "./machine.js";

const BYTES_PER_KB = 1000;

/** How a machine is published. */
export interface Published {
  /** Of the aggregate it belongs to. */
  readonly aggregateId: string;
  /** `populator_version` of the aggregate. */
  readonly version: string;
  /** Between two points of an event. */
  readonly periodSeconds: number;
}

/** Id of the machine's node. */
export const nodeIdOf = ({ name }: Pick<MachineDescription, "name">): string => name;

/** Id of one of its interfaces, as Telegraf's points are mapped, too. */
export const interfaceIdOf = (machine: Pick<MachineDescription, "name">, name: string): string =>
  `${nodeIdOf(machine)}:${name}`;

/**
 * The machine as objects for the ingest API: an aggregate, one node, its interfaces (datastore-polling, 1.3 - 1.5).
 *
 * @param measured What it can measure, for `reported_metrics`.
 */
export function machineObjects(
  machine: MachineDescription,
  measured: Measurement,
  published: Published,
): readonly Readonly<Record<string, unknown>>[] {
  const { aggregateId, version } = published;
  const aggregate = {
    type: "aggregate",
    id: aggregateId,
    urn: urnOf(published, "authority", "am"),
    operational_status: "other",
    populator_version: version,
    reported_metrics: [],
  };
  const interfaces = machine.interfaces.map((one) =>
    interfaceObject(machine, one, measured, published),
  );
  return [aggregate, nodeObject(machine, measured, published), ...interfaces];
}

function nodeObject(machine: MachineDescription, measured: Measurement, published: Published) {
  const { memTotalBytes, isVirtual, virtualization } = machine;
  const hostsOthers = measured.virtualMachines !== undefined;
  return {
    type: "node",
    id: nodeIdOf(machine),
    urn: urnOf(published, "node", nodeIdOf(machine)),
    node_type: hostsOthers ? "server" : isVirtual === true ? "vm" : "baremetal",
    ...(memTotalBytes !== undefined && {
      "ops_monitoring:mem_total_kb": Math.round(memTotalBytes / BYTES_PER_KB),
    }),
    ...(virtualization !== undefined && { virtualization_type: virtualization }),
    aggregate_id: published.aggregateId,
    reported_metrics: reported(nodeEvents(measured), published),
  };
}

function nodeEvents(measured: Measurement): string[] {
  const events: readonly (readonly [string, unknown])[] = [
    ["cpu_util", measured.cpu],
    ["mem_used_kb", measured.memUsedBytes],
    ["swap_free", measured.swapFreePercent],
    ["is_available", true],
    ["disk_part_max_used", measured.diskMaxUsedPercent],
    ["num_vms_allocated", measured.virtualMachines],
  ];
  return events.filter(([, value]) => value !== undefined).map(([event]) => event);
}

function interfaceObject(
  machine: MachineDescription,
  { name, mac, addresses, maxBps }: InterfaceDescription,
  measured: Measurement,
  published: Published,
) {
  const id = interfaceIdOf(machine, name);
  const isCounted = measured.counters.has(name);
  return {
    type: "interface",
    id,
    urn: urnOf(published, "interface", id),
    addresses: [
      ...(mac === undefined ? [] : [{ addrtype: "802.3", address: mac }]),
      ...addresses.map(({ family, address }) => ({
        addrtype: family,
        address,
        scope: scopeOfAddress(address, family),
      })),
    ],
    ...(maxBps !== undefined && { "ops_monitoring:max_bps": maxBps }),
    node_id: nodeIdOf(machine),
    reported_metrics: reported(isCounted ? rateEvents : [], published),
  };
}

const reported = (events: readonly string[], { periodSeconds }: Published) =>
  events.map((event) => ({ metric: metricOf(event), period: periodSeconds }));

/** Colons stay, as in the names of interfaces everywhere. */
function urnOf({ aggregateId }: Published, type: string, name: string): string {
  const part = (text: string): string => encodeURIComponent(text.toWellFormed());
  return formatUrn({
    authority: aggregateId.split(":").map(part).join(":"),
    type,
    name: name.split(":").map(part).join(":"),
  });
}
