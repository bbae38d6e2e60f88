/** What a Telegraf agent on a cache sends in one interval: 50 fields of 9 series, in the measurements of its usual inputs. */
export const FIELDS_PER_CACHE = 50;

const NS_PER_MS = 1_000_000n;
const INTERFACES = ["eth0", "eth1"] as const;
const DISKS = ["/", "/var/cache"] as const;

interface Metric {
  readonly name: string;
  readonly tags: readonly (readonly [string, string])[];
  readonly fields: readonly (readonly [string, number, "i" | ""])[];
}

/** Name of cache `number`, from 1. */
export function cacheName(number: number): string {
  return `cache-${String(number).padStart(5, "0")}`;
}

/** Line protocol; `wallMs` may have a fraction, which keeps rounds apart that follow each other quickly. */
export function cacheLines(number: number, round: number, wallMs: number): string {
  const time = BigInt(Math.floor(wallMs * 1000)) * (NS_PER_MS / 1000n);
  return metricsOf(number, round)
    .map(({ name, tags, fields }) => {
      const tagText = tags.map(([key, value]) => `,${key}=${value}`).join("");
      const fieldText = fields.map(([key, value, type]) => `${key}=${value}${type}`).join(",");
      return `${name}${tagText} ${fieldText} ${time}\n`;
    })
    .join("");
}

/** The same as records of Telegraf's JSON, with times in milliseconds. */
export function cacheRecords(number: number, round: number, wallMs: number): object[] {
  return metricsOf(number, round).map(({ name, tags, fields }) => ({
    fields: Object.fromEntries(fields.map(([key, value]): [string, number] => [key, value])),
    name,
    tags: Object.fromEntries(tags),
    timestamp: Math.floor(wallMs),
  }));
}

function metricsOf(number: number, round: number): Metric[] {
  const host = ["host", cacheName(number)] as const;
  const moving = ((number * 7 + round * 3) % 40) / 100;
  return [
    { name: "system", tags: [host], fields: systemFields(round, moving) },
    { name: "cpu", tags: [["cpu", "cpu-total"], host], fields: cpuFields(moving) },
    { name: "mem", tags: [host], fields: memoryFields(moving) },
    ...DISKS.map((path) => ({
      name: "disk",
      tags: [["device", "vda1"], ["fstype", "ext4"], host, ["mode", "rw"], ["path", path]] as const,
      fields: diskFields(round),
    })),
    ...INTERFACES.map((name) => ({
      name: "net",
      tags: [host, ["interface", name]] as const,
      fields: networkFields(number, round),
    })),
    ...INTERFACES.map((name) => ({
      name: "ethtool",
      tags: [["driver", "ixgbe"], host, ["interface", name]] as const,
      fields: [
        ["interface_up", 1, "i"],
        ["link", 1, "i"],
        ["speed", 10_000, "i"],
      ] as const,
    })),
  ];
}

/** The load for each of the two processors stays between 0.25 and 0.45. */
function systemFields(round: number, moving: number): Metric["fields"] {
  const load = Number((0.5 + moving).toFixed(2));
  return [
    ["load1", load, ""],
    ["load5", load, ""],
    ["load15", load, ""],
    ["n_cpus", 2, "i"],
    ["uptime", 100_000 + 5 * round, "i"],
  ];
}

function cpuFields(moving: number): Metric["fields"] {
  const names = ["user", "system", "idle", "nice", "iowait", "irq", "softirq", "steal"];
  return names.map((name, at) => [`usage_${name}`, 12.345678 + at + moving, ""] as const);
}

function memoryFields(moving: number): Metric["fields"] {
  const total = 68_719_476_736;
  const used = Math.floor(total * (0.2 + moving));
  return [
    ["available", total - used, "i"],
    ["available_percent", 100 * (1 - used / total), ""],
    ["total", total, "i"],
    ["used", used, "i"],
    ["used_percent", (100 * used) / total, ""],
  ];
}

function diskFields(round: number): Metric["fields"] {
  const total = 348_879_544_320;
  const used = 167_741_440_000 + 4096 * round;
  return [
    ["free", total - used, "i"],
    ["total", total, "i"],
    ["used", used, "i"],
    ["used_percent", (100 * used) / total, ""],
  ];
}

function networkFields(number: number, round: number): Metric["fields"] {
  const bytes = 1_000_000_000 * number + 250_000_000 * round;
  return [
    ["bytes_recv", bytes, "i"],
    ["bytes_sent", 8 * bytes, "i"],
    ["packets_recv", Math.floor(bytes / 1000), "i"],
    ["packets_sent", Math.floor(bytes / 125), "i"],
    ["drop_in", round, "i"],
    ["drop_out", 0, "i"],
    ["err_in", 0, "i"],
    ["err_out", 0, "i"],
    ["speed", 10_000, "i"],
  ];
}
