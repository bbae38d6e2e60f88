import type { SystemReaders } from "../../src/populator/machine.js";

const cpuinfo = `processor\t: 0
model name\t: Some CPU
flags\t\t: fpu vme de pse hypervisor lahf_lm
`;

const meminfo = `MemTotal:       16000000 kB
MemFree:         2000000 kB
MemAvailable:    6000000 kB
Buffers:          100000 kB
Cached:          3000000 kB
SwapTotal:       4000000 kB
SwapFree:        3000000 kB
HugePages_Total:       0
`;

const mounts = `proc /proc proc rw 0 0
/dev/vda1 / ext4 rw,relatime 0 0
tmpfs /run tmpfs rw 0 0
/dev/vdb1 /srv/data\\040disk xfs rw 0 0
/dev/vda1 /var/bind ext4 rw 0 0
/dev/loop0 /snap/core squashfs ro 0 0
server:/export /mnt nfs rw 0 0
`;

/** `/proc/stat` with so many ticks. */
export const stat = (user: number, idle: number): string =>
  `cpu  ${user} 10 20 ${idle} 5 1 2 3 4 0
cpu0 1 2 3 4 5 6 7 8 9 0
intr 12345
`;

/** `/proc/net/dev` with counters of eth0: bytes received, packets received, bytes sent. */
export const netDev = (rxBytes: number, rxPackets: number, txBytes: number): string =>
  `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 99999999 1    0    0    0     0          0         0 1 1    0    0    0     0       0          0
  eth0: ${rxBytes} ${rxPackets}    1    2    0     0          0         0 ${txBytes} 7    3    4    0     0       0          0
docker0:${rxBytes} 1    0    0    0     0          0         0 1 1    0    0    0     0       0          0
`;

const spaces: Readonly<Record<string, { used: number; available: number }>> = {
  "/": { used: 30, available: 70 },
  "/srv/data disk": { used: 90, available: 110 },
};

/** A machine of which everything was recorded; `files` and `folders` go over what is there. */
export function recordedSystem(
  files: Record<string, string | undefined> = {},
  folders: Record<string, readonly string[]> = {},
): SystemReaders {
  const texts: Record<string, string | undefined> = {
    "/proc/cpuinfo": cpuinfo,
    "/proc/meminfo": meminfo,
    "/proc/self/mounts": mounts,
    "/proc/stat": stat(1000, 5000),
    "/proc/net/dev": netDev(1000, 10, 500),
    "/sys/class/dmi/id/sys_vendor": "QEMU\n",
    "/sys/class/net/eth0/address": "02:00:00:00:00:01\n",
    "/sys/class/net/eth0/speed": "10000\n",
    "/sys/class/net/docker0/speed": "-1\n",
  };
  const lists: Record<string, readonly string[]> = {
    "/sys/class/net": ["docker0", "eth0", "lo"],
    "/sys/class/net/eth0/device": ["vendor"],
  };
  return {
    readText: (path) => Promise.resolve(path in files ? files[path] : texts[path]),
    list: (folder) => Promise.resolve(folders[folder] ?? lists[folder] ?? []),
    space: (path) => Promise.resolve(spaces[path]),
    hostname: () => "pc1.example.net",
    memory: () => ({ total: 8_000_000_000, free: 5_000_000_000 }),
    cpuTimes: () => ({ busy: 1, total: 4 }),
    addresses: () =>
      new Map([
        [
          "eth0",
          {
            mac: "02:00:00:00:00:01",
            addresses: [
              { family: "IPv4" as const, address: "192.168.1.5" },
              { family: "IPv6" as const, address: "2001:db8::5" },
            ],
          },
        ],
      ]),
  };
}
