/** Under which names the values made from one counter are kept. */
export interface DerivedNames {
  readonly rate: string;
  /** For bytes: their total and their rate in megabits. */
  readonly megabits: { readonly total: string; readonly rate: string } | undefined;
}

/** What is known of one measurement of Telegraf's. */
export interface MeasurementRule {
  /** Where its fields go in the host's tree. */
  readonly branch: "hardware_metrics" | "per_interface_metrics" | undefined;
  /** The tag that names the part of the host it is about; without it a sample is bad. */
  readonly partTag: "path" | "interface" | undefined;
  /** What the number of its series on one host counts against, besides all series. */
  readonly quota: "disks" | "interfaces" | undefined;
  /** Field to the name it has in the tree. Fields not named here are kept for Prometheus alone. */
  readonly tree: ReadonlyMap<string, string>;
  /** Fields that only ever grow, until a restart. */
  readonly counters: ReadonlySet<string>;
  /** Counters of which rates are made, with the names of what follows from them. */
  readonly rated: ReadonlyMap<string, DerivedNames>;
  /** The names of those rates, and the counters they belong to. */
  readonly sentRates: ReadonlyMap<string, string>;
  /** When given, other fields are dropped. */
  readonly only: ReadonlySet<string> | undefined;
}

const rateOf = (name: string): string => `${name}_rate`;
const inMegabits = (total: string) => ({ total, rate: rateOf(total) });
/** Counter to its name in megabits, when it counts bytes. */
const RATED = {
  bytes_recv: inMegabits("megabits_recv"),
  bytes_sent: inMegabits("megabits_sent"),
  drop_in: undefined,
  drop_out: undefined,
  err_in: undefined,
  err_out: undefined,
};
const rated: ReadonlyMap<string, DerivedNames> = new Map(
  Object.entries(RATED).map(([name, megabits]) => [name, { rate: rateOf(name), megabits }]),
);
const counted = [...rated.keys()];
const megabits = ["megabits_recv", "megabits_sent"];
/** The field of both `net` and `ethtool` that tells a link's speed in Mbit/s. */
export const SPEED = "speed";

const same = (names: readonly string[]): [string, string][] => names.map((name) => [name, name]);

const plain: MeasurementRule = {
  branch: "hardware_metrics",
  partTag: undefined,
  quota: undefined,
  tree: new Map(),
  counters: new Set(),
  rated: new Map(),
  sentRates: new Map(),
  only: undefined,
};

const system: MeasurementRule = {
  ...plain,
  tree: new Map([
    ["load1", "cpu_load1"],
    ["load5", "cpu_load5"],
    ["load15", "cpu_load15"],
    ["n_cpus", "n_cpus"],
  ]),
  counters: new Set(["uptime"]),
};

const mem: MeasurementRule = {
  ...plain,
  tree: new Map(
    ["available", "available_percent", "total", "used"].map((name) => [name, `mem_${name}`]),
  ),
};

const disk: MeasurementRule = {
  ...plain,
  partTag: "path",
  quota: "disks",
  tree: new Map(same(["free", "total", "used", "used_percent"])),
};

const net: MeasurementRule = {
  ...plain,
  branch: "per_interface_metrics",
  partTag: "interface",
  quota: "interfaces",
  // `speed` is not listed: it is chosen between `net` and `ethtool`.
  tree: new Map(same([...counted, ...counted.map(rateOf), ...megabits, ...megabits.map(rateOf)])),
  counters: new Set([...counted, "packets_recv", "packets_sent", ...megabits]),
  rated,
  sentRates: new Map(counted.map((name) => [rateOf(name), name])),
};

const ethtool: MeasurementRule = {
  ...plain,
  branch: "per_interface_metrics",
  partTag: "interface",
  quota: "interfaces",
  tree: new Map(same(["interface_up", "link"])),
  // Without filters a driver adds hundreds of counters nobody asked for.
  only: new Set(["interface_up", "link", SPEED, "duplex", "autoneg"]),
};

const cpu: MeasurementRule = {
  ...plain,
  branch: undefined,
  counters: new Set(
    "user system idle nice iowait irq softirq steal guest guest_nice active"
      .split(" ")
      .map((name) => `time_${name}`),
  ),
};

/**
 * The measurements the store understands; all others are ignored and counted.
 * Source: configuration-and-telegraf 2.3, 2.4, 5.3.
 */
export const MEASUREMENTS: ReadonlyMap<string, MeasurementRule> = new Map([
  ["cpu", cpu],
  ["disk", disk],
  ["ethtool", ethtool],
  ["mem", mem],
  ["net", net],
  ["system", system],
]);
