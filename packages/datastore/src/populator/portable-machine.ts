import { maxUsedPercent } from "./disk-space.js";
import type { Machine, MachineDescription, Measurement, SystemReaders } from "./machine.js";

/** A machine as the runtime alone tells of it, on any system; counters of interfaces are not among that. */
export class PortableMachine implements Machine {
  readonly #system: SystemReaders;

  constructor(system: SystemReaders) {
    this.#system = system;
  }

  describe(): Promise<MachineDescription> {
    const interfaces = [...this.#system.addresses()].map(([name, about]) => ({ name, ...about }));
    return Promise.resolve({
      name: this.#system.hostname(),
      memTotalBytes: this.#system.memory().total,
      interfaces,
    });
  }

  async measure(): Promise<Measurement> {
    const { total, free } = this.#system.memory();
    const diskMaxUsedPercent = await maxUsedPercent(this.#system, ["/"]);
    return {
      cpu: this.#system.cpuTimes(),
      memUsedBytes: total - free,
      ...(diskMaxUsedPercent !== undefined && { diskMaxUsedPercent }),
      counters: new Map(),
    };
  }
}
