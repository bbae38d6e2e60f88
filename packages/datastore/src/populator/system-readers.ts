import { readdir, readFile, statfs } from "node:fs/promises";
import { cpus, freemem, hostname, networkInterfaces, totalmem } from "node:os";
import type { CpuTimes, SystemReaders } from "./machine.js";

type Addresses = ReturnType<SystemReaders["addresses"]>;

/** The machine that the program runs on. */
export const systemReaders: SystemReaders = {
  readText: (path) => readFile(path, "utf8").catch(() => undefined),
  list: (folder) => readdir(folder).catch(() => []),
  space: async (path) => {
    try {
      const { blocks, bfree, bavail } = await statfs(path);
      return { used: blocks - bfree, available: bavail };
    } catch {
      return undefined;
    }
  },
  hostname,
  memory: () => ({ total: totalmem(), free: freemem() }),
  cpuTimes,
  addresses,
};

function cpuTimes(): CpuTimes {
  let [busy, total] = [0, 0];
  for (const { times } of cpus()) {
    const { user, nice, sys, idle, irq } = times;
    busy += user + nice + sys + irq;
    total += user + nice + sys + irq + idle;
  }
  return { busy, total };
}

/** Of interfaces that lead out of the machine. */
function addresses(): Addresses {
  const found = new Map<
    string,
    { mac: string; addresses: { family: "IPv4" | "IPv6"; address: string }[] }
  >();
  for (const [name, list = []] of Object.entries(networkInterfaces())) {
    const outer = list.filter(({ internal }) => !internal);
    const [first] = outer;
    if (!first) continue;
    const all = outer.map(({ family, address }) => ({ family, address }));
    found.set(name, { mac: first.mac, addresses: all });
  }
  return found;
}
