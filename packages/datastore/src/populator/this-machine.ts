import { LinuxMachine } from "./linux/linux-machine.js";
import type { Machine, SystemReaders } from "./machine.js";
import { PortableMachine } from "./portable-machine.js";
import { systemReaders } from "./system-readers.js";

/** The machine that the program runs on. @param platform as `process.platform` */
export function thisMachine(platform: string, system: SystemReaders = systemReaders): Machine {
  return platform === "linux" ? new LinuxMachine(system) : new PortableMachine(system);
}
