import { cacheName } from "../load/cache-metrics.js";

/** Nothing expires while a benchmark runs. */
const tuning = { general: { timestampedSelectionInputTimeoutSeconds: 86_400 } };

/** 0.01 is always exceeded, 0.9 never. */
const CLOSED_LIMIT = 0.01;
const OPEN_LIMIT = 0.9;
export const CONDITIONS = 8;

/** The load that condition `number`, from 1 to 8, lets pass on the cache of the same number: seven do not hold, the last does. */
export function loadLimit(number: number): number {
  return number < CONDITIONS ? CLOSED_LIMIT : OPEN_LIMIT;
}

function hostGroup(hosts: number, healthChecks?: readonly string[]) {
  const list = Array.from({ length: hosts }, (_, at) => {
    const name = cacheName(at + 1);
    return { name, hostname: name, ...(healthChecks ? { healthChecks } : {}) };
  });
  return { name: "caches", type: "host", hosts: list };
}

/** Eight conditions on the metrics of eight of the hosts; the last one holds. */
export function eightConditions(hosts: number): object {
  const targets = Array.from({ length: CONDITIONS }, (_, at) => {
    const name = cacheName(at + 1);
    const condition = `cpu_load_ok({hostname = '${name}', cpu_load5_limit = ${loadLimit(at + 1)}})`;
    return { onMatch: name, condition };
  });
  return {
    entrypoint: "chain",
    rules: [{ name: "chain", type: "firstMatch", targets }],
    hostGroups: [hostGroup(hosts)],
    tuning,
  };
}

/** Any host, as long as its own metrics are good. */
export function anyHealthyHost(hosts: number): object {
  const names = Array.from({ length: hosts }, (_, at) => cacheName(at + 1));
  return {
    entrypoint: "any",
    rules: [{ name: "any", type: "random", targets: names }],
    hostGroups: [hostGroup(hosts, ["health_check({interfaces = {'eth0', 'eth1'}})"])],
    tuning,
  };
}
