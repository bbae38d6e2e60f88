import type { CpuTimes, InterfaceCounters } from "../machine.js";

const BYTES_PER_KIB = 1024;
const PER_CENT = 100;

/** `/proc/stat`: time of guests is part of that of users, so it is not counted twice. */
export function readCpuTimes(stat: string): CpuTimes | undefined {
  const line = /^cpu +(.+)$/m.exec(stat)?.[1];
  const [
    user = NaN,
    nice = 0,
    system = 0,
    idle = NaN,
    iowait = 0,
    irq = 0,
    softirq = 0,
    steal = 0,
  ] = (line ?? "").trim().split(/ +/).map(Number);
  const busy = user + nice + system + irq + softirq + steal;
  const total = busy + idle + iowait;
  return Number.isFinite(total) ? { busy, total } : undefined;
}

export interface MemoryInfo {
  readonly totalBytes?: number;
  readonly usedBytes?: number;
  /** Absent when there is no swap space. */
  readonly swapFreePercent?: number;
}

/** `/proc/meminfo`, whose kB are 1024 bytes. */
export function readMemoryInfo(meminfo: string): MemoryInfo {
  const kib = new Map<string, number>();
  for (const [, name, value] of meminfo.matchAll(/^(\w+): +(\d+) kB$/gm)) {
    kib.set(name ?? "", Number(value));
  }
  const total = kib.get("MemTotal");
  const available = kib.get("MemAvailable") ?? estimatedAvailable(kib);
  const [swapTotal = 0, swapFree] = [kib.get("SwapTotal"), kib.get("SwapFree")];
  return {
    ...(total !== undefined && { totalBytes: total * BYTES_PER_KIB }),
    ...(total !== undefined &&
      available !== undefined && { usedBytes: Math.max(total - available, 0) * BYTES_PER_KIB }),
    ...(swapTotal > 0 &&
      swapFree !== undefined && { swapFreePercent: (swapFree / swapTotal) * PER_CENT }),
  };
}

/** For kernels that do not tell. */
function estimatedAvailable(kib: ReadonlyMap<string, number>): number | undefined {
  const free = kib.get("MemFree");
  return free === undefined
    ? undefined
    : free + (kib.get("Buffers") ?? 0) + (kib.get("Cached") ?? 0);
}

/** `/proc/net/dev`, by interface. */
export function readInterfaceCounters(dev: string): ReadonlyMap<string, InterfaceCounters> {
  const counters = new Map<string, InterfaceCounters>();
  for (const [, name, rest] of dev.matchAll(/^ *([^\s|]+): *([\d ]+)$/gm)) {
    const [rxBytes, rxPackets, rxErrors, rxDrops, , , , , txBytes, txPackets, txErrors, txDrops] = (
      rest ?? ""
    )
      .trim()
      .split(/ +/)
      .map(Number);
    if (txDrops === undefined || txErrors === undefined || txPackets === undefined) continue;
    counters.set(name ?? "", {
      rxBytes: rxBytes ?? NaN,
      rxPackets: rxPackets ?? NaN,
      rxErrors: rxErrors ?? NaN,
      rxDrops: rxDrops ?? NaN,
      txBytes: txBytes ?? NaN,
      txPackets,
      txErrors,
      txDrops,
    });
  }
  return counters;
}

/** Always full, which says nothing. */
const READ_ONLY = new Set(["squashfs", "iso9660", "erofs", "cramfs"]);
const MAX_MOUNTS = 64;

/** `/proc/self/mounts`: where local partitions are mounted, each once; the root in any case. */
export function readLocalMounts(mounts: string): readonly string[] {
  const byDevice = new Map<string, string>();
  for (const line of mounts.split("\n")) {
    const [device = "", path, type = ""] = line.split(" ");
    if (!device.startsWith("/dev/") || path === undefined || READ_ONLY.has(type)) continue;
    if (!byDevice.has(device)) byDevice.set(device, unescaped(path));
  }
  return [...new Set(["/", ...byDevice.values()])].slice(0, MAX_MOUNTS);
}

/** Spaces and the like are written as three octal digits. */
const unescaped = (path: string): string =>
  path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
