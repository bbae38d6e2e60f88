/** Anything that is not known is absent. Counts are of bytes, not kilobytes. */
export interface MachineDescription {
  /** As the machine calls itself. */
  readonly name: string;
  readonly memTotalBytes?: number;
  /** Absent: not known to be one. */
  readonly isVirtual?: true;
  /** Of itself when it is virtual. */
  readonly virtualization?: "xen" | "openvz" | "kvm";
  readonly interfaces: readonly InterfaceDescription[];
}

export interface InterfaceDescription {
  readonly name: string;
  readonly mac?: string;
  readonly addresses: readonly { readonly family: "IPv4" | "IPv6"; readonly address: string }[];
  /** Line rate. */
  readonly maxBps?: number;
}

/** What is counted up since some time, by name of the interface's event. */
export interface InterfaceCounters {
  readonly rxBytes: number;
  readonly rxPackets: number;
  readonly rxErrors: number;
  readonly rxDrops: number;
  readonly txBytes: number;
  readonly txPackets: number;
  readonly txErrors: number;
  readonly txDrops: number;
}

/** Time of all processors since the start, in any unit. */
export interface CpuTimes {
  readonly busy: number;
  readonly total: number;
}

export interface Measurement {
  readonly cpu?: CpuTimes;
  readonly memUsedBytes?: number;
  /** Free share of the swap space; absent when there is none. */
  readonly swapFreePercent?: number;
  /** Used share of the fullest local partition. */
  readonly diskMaxUsedPercent?: number;
  /** Virtual machines that run here. */
  readonly virtualMachines?: number;
  readonly counters: ReadonlyMap<string, InterfaceCounters>;
}

/** A machine that can be looked at. What cannot be read is absent; neither rejects because of it. */
export interface Machine {
  describe(): Promise<MachineDescription>;
  measure(): Promise<Measurement>;
}

/** The system underneath: texts of files, and what the runtime itself knows. */
export interface SystemReaders {
  /** Undefined for a file that cannot be read. */
  readText(path: string): Promise<string | undefined>;
  /** Empty for a folder that cannot be read. */
  list(folder: string): Promise<readonly string[]>;
  /** Of the file system at `path`, in any one unit. */
  space(path: string): Promise<{ readonly used: number; readonly available: number } | undefined>;
  hostname(): string;
  /** Bytes. */
  memory(): { readonly total: number; readonly free: number };
  cpuTimes(): CpuTimes;
  addresses(): ReadonlyMap<string, Pick<InterfaceDescription, "mac" | "addresses">>;
}
