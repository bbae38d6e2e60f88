/** A number of a line; beyond 2^53 a bigint. */
export type FieldNumber = number | bigint;
export type FieldNumbers = ReadonlyMap<string, FieldNumber>;

/** How what Telegraf measures of a host becomes one of our events. */
export interface HostRule {
  readonly measurement: string;
  /** Only lines with this tag. */
  readonly only?: { readonly key: string; readonly value: string };
  /** Of `node` the id is the tag `id`, else `host`; of `interface` that, a colon and the tag `interface`. */
  readonly objectType: "node" | "interface";
  readonly event: string;
  /**
   * `gauge`: the value is the event's. `max`: the largest of the lines of one moment is. `rate`: the value counts up, and its
   * growth per second is; the first value, and one after the counter began anew, give none.
   */
  readonly kind: "gauge" | "max" | "rate";
  /** Such as `100 - usage_idle`. */
  readonly formula: string;
  /** Undefined when the line does not have what it takes. */
  readonly value: (fields: FieldNumbers) => FieldNumber | undefined;
}

const BITS_PER_BYTE = 8;
const PER_CENT = 100;
/** 1 kB (datastore-polling, 9.18). */
const BYTES_PER_KB = 1000;

const onlyTotal = { key: "cpu", value: "cpu-total" } as const;

function number(fields: FieldNumbers, name: string): number | undefined {
  const value = fields.get(name);
  return value === undefined ? undefined : Number(value);
}

function cpuUtil(fields: FieldNumbers): number | undefined {
  const [active, idle] = [number(fields, "usage_active"), number(fields, "usage_idle")];
  return active ?? (idle === undefined ? undefined : PER_CENT - idle);
}

function memUsedKb(fields: FieldNumbers): number | undefined {
  const used = number(fields, "used");
  return used === undefined ? undefined : Math.round(used / BYTES_PER_KB);
}

function swapFree(fields: FieldNumbers): number | undefined {
  const [free, total] = [number(fields, "free"), number(fields, "total")];
  // A machine without swap has no share of it that is free.
  return free === undefined || total === undefined || total <= 0
    ? undefined
    : (free / total) * PER_CENT;
}

const counter = (event: string, field: string, factor = 1): HostRule => ({
  measurement: "net",
  objectType: "interface",
  event,
  kind: "rate",
  formula: factor === 1 ? field : `${factor} * ${field}`,
  value: (fields) => {
    const count = fields.get(field);
    if (count === undefined || factor === 1) return count;
    return typeof count === "bigint" ? count * BigInt(factor) : count * factor;
  },
});

/** Every host metric that is understood; all other fields and measurements are passed over. */
export const hostRules: readonly HostRule[] = [
  {
    measurement: "cpu",
    only: onlyTotal,
    objectType: "node",
    event: "cpu_util",
    kind: "gauge",
    formula: "usage_active, or 100 - usage_idle",
    value: cpuUtil,
  },
  {
    measurement: "mem",
    objectType: "node",
    event: "mem_used_kb",
    kind: "gauge",
    formula: "used / 1000",
    value: memUsedKb,
  },
  {
    measurement: "swap",
    objectType: "node",
    event: "swap_free",
    kind: "gauge",
    formula: "100 * free / total",
    value: swapFree,
  },
  {
    measurement: "disk",
    objectType: "node",
    event: "disk_part_max_used",
    kind: "max",
    formula: "used_percent",
    value: (fields) => number(fields, "used_percent"),
  },
  counter("rx_bps", "bytes_recv", BITS_PER_BYTE),
  counter("tx_bps", "bytes_sent", BITS_PER_BYTE),
  counter("rx_pps", "packets_recv"),
  counter("tx_pps", "packets_sent"),
  counter("rx_eps", "err_in"),
  counter("tx_eps", "err_out"),
  counter("rx_dps", "drop_in"),
  counter("tx_dps", "drop_out"),
];
