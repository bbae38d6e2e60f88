import { systemClock } from "@signalbox/clock";
import { InputStore } from "@signalbox/selection-input";
import { cacheName } from "../load/cache-metrics.js";

const A_DAY_MS = 86_400_000;
const MAX_ENTRIES = 2_000_000;
const HOSTS_PER_WRITE = 100;

/** A selection input that holds the metrics of so many caches for the time of a benchmark. */
export function metricsInput(caches: number): InputStore {
  const input = new InputStore({
    clock: systemClock,
    timeoutMs: A_DAY_MS,
    limits: { maxTimestampedLeaves: MAX_ENTRIES },
  });
  for (let first = 1; first <= caches; first += HOSTS_PER_WRITE) {
    const last = Math.min(caches, first + HOSTS_PER_WRITE - 1);
    input.timestamped.put(metricsOf(first, last));
  }
  return input;
}

function metricsOf(first: number, last: number): Record<string, unknown> {
  const numbers = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  return Object.fromEntries(numbers.map((number) => [cacheName(number), oneCache(number)]));
}

/** The load for each of the two processors stays between 0.25 and 0.45. */
function oneCache(number: number): Record<string, unknown> {
  return {
    hardware_metrics: {
      cpu_load5: 0.5 + ((number * 7) % 40) / 100,
      n_cpus: 2,
      mem_total: 68_719_476_736,
      mem_available: 51_539_607_552,
    },
    per_interface_metrics: {
      eth0: { link: 1, interface_up: true, megabits_sent_rate: 412.5 },
      eth1: { link: 1, interface_up: true, megabits_sent_rate: 98.25 },
    },
  };
}
