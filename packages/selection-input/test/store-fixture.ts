import { FakeClock } from "@signalbox/clock/testing";
import {
  InputStore,
  noObserver,
  type InputObserver,
  type InputStoreOptions,
} from "../src/index.js";

/** A store on a standing clock, with what its observer was told. */
export function aStore(options: Omit<InputStoreOptions, "clock" | "observer"> = {}) {
  const clock = new FakeClock();
  const told: string[] = [];
  const observer: InputObserver = {
    ...noObserver,
    onExpired: (kind, key, leaves) => told.push(`expired ${kind} ${key} ${leaves}`),
    onRefused: (kind, reason) => told.push(`refused ${kind} ${reason}`),
    onOlder: (host) => told.push(`older ${host}`),
    onListenerFailed: (reason) => told.push(`listener ${String(reason)}`),
  };
  const store = new InputStore({ ...options, clock, observer });
  return { clock, store, told };
}

/** A host as the documentation of the original shows it, cut short. */
export const aCache = {
  hardware_metrics: { "/": { free: 18113810432 }, cpu_load5: 0.53, n_cpus: 2 },
  per_interface_metrics: { eth0: { interface_up: true, link: 1, speed: 100 } },
};
