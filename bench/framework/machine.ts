import { readFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";

const GIB = 1024 ** 3;

/** Where the figures come from. */
export interface Machine {
  readonly cores: number;
  readonly cpuModel: string;
  readonly memoryGib: number;
  readonly kernel: string;
  readonly distribution: string;
  readonly node: string;
  readonly v8: string;
  /** Processes that were running or ready over the last minute, before ours were. */
  readonly loadAverage: number;
}

export function readMachine(): Machine {
  return {
    cores: cpus().length,
    cpuModel: cpus()[0]?.model.trim() ?? "unknown",
    memoryGib: Math.round(totalmem() / GIB),
    kernel: `${process.platform} ${release()} ${process.arch}`,
    distribution: distribution(),
    node: process.version,
    v8: process.versions.v8,
    loadAverage: loadavg()[0] ?? 0,
  };
}

function distribution(): string {
  try {
    return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? "unknown";
  } catch {
    return "unknown";
  }
}
