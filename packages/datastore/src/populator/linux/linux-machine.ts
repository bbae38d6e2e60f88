import type {
  InterfaceDescription,
  Machine,
  MachineDescription,
  Measurement,
  SystemReaders,
} from "../machine.js";
import { maxUsedPercent } from "../disk-space.js";
import {
  readCpuTimes,
  readInterfaceCounters,
  readLocalMounts,
  readMemoryInfo,
} from "./proc-texts.js";
import { readVirtualization } from "./virtualization.js";

const NETWORK = "/sys/class/net";
/** Its process files are there on hosts that run virtual machines through libvirt. */
const LIBVIRT = "/run/libvirt/qemu";
const LOOPBACK = "lo";
const BITS_PER_MEGABIT = 1_000_000;
const MAX_INTERFACES = 256;

/** A machine as Linux tells of it, in `/proc` and `/sys`. */
export class LinuxMachine implements Machine {
  readonly #system: SystemReaders;

  constructor(system: SystemReaders) {
    this.#system = system;
  }

  async describe(): Promise<MachineDescription> {
    const [meminfo, interfaces, virtualization] = await Promise.all([
      this.#system.readText("/proc/meminfo"),
      this.#describeInterfaces(),
      readVirtualization(this.#system),
    ]);
    const { totalBytes } = readMemoryInfo(meminfo ?? "");
    return {
      name: this.#system.hostname(),
      ...(totalBytes !== undefined && { memTotalBytes: totalBytes }),
      ...virtualization,
      interfaces,
    };
  }

  async measure(): Promise<Measurement> {
    const system = this.#system;
    const [stat, meminfo, dev, mounts, libvirt, interfaces] = await Promise.all([
      system.readText("/proc/stat"),
      system.readText("/proc/meminfo"),
      system.readText("/proc/net/dev"),
      system.readText("/proc/self/mounts"),
      system.list(LIBVIRT),
      this.#interfaceNames(),
    ]);
    const cpu = readCpuTimes(stat ?? "");
    const { usedBytes, swapFreePercent } = readMemoryInfo(meminfo ?? "");
    const diskMaxUsedPercent = await maxUsedPercent(system, readLocalMounts(mounts ?? ""));
    const counters = readInterfaceCounters(dev ?? "");
    return {
      ...(cpu && { cpu }),
      ...(usedBytes !== undefined && { memUsedBytes: usedBytes }),
      ...(swapFreePercent !== undefined && { swapFreePercent }),
      ...(diskMaxUsedPercent !== undefined && { diskMaxUsedPercent }),
      ...(libvirt.length > 0 && { virtualMachines: countProcesses(libvirt) }),
      counters: new Map([...counters].filter(([name]) => interfaces.includes(name))),
    };
  }

  async #describeInterfaces(): Promise<readonly InterfaceDescription[]> {
    const addresses = this.#system.addresses();
    const names = await this.#interfaceNames();
    return Promise.all(
      names.map(async (name): Promise<InterfaceDescription> => {
        const [mac, speed] = await Promise.all([
          this.#system.readText(`${NETWORK}/${name}/address`),
          this.#system.readText(`${NETWORK}/${name}/speed`),
        ]);
        // -1 when nobody knows, as of virtual interfaces.
        const megabits = Number(speed?.trim());
        return {
          name,
          ...(mac !== undefined && mac.trim() !== "" && { mac: mac.trim() }),
          addresses: addresses.get(name)?.addresses ?? [],
          ...(megabits > 0 && { maxBps: megabits * BITS_PER_MEGABIT }),
        };
      }),
    );
  }

  /** Those with hardware or an address: the ends of cables, not of every container's wire. */
  async #interfaceNames(): Promise<readonly string[]> {
    const addresses = this.#system.addresses();
    const names = await this.#system.list(NETWORK);
    const kept = await Promise.all(
      names.map(async (name) => {
        if (name === LOOPBACK) return false;
        if (addresses.has(name)) return true;
        return (await this.#system.list(`${NETWORK}/${name}/device`)).length > 0;
      }),
    );
    return names.filter((_, at) => kept[at]).slice(0, MAX_INTERFACES);
  }
}

const countProcesses = (files: readonly string[]): number =>
  files.filter((file) => file.endsWith(".pid")).length;
