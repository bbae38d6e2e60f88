import type { MachineDescription, SystemReaders } from "../machine.js";

/** Whether the machine is virtual, and what makes it so, as far as the kernel tells. */
export async function readVirtualization(
  system: Pick<SystemReaders, "readText" | "list">,
): Promise<Pick<MachineDescription, "isVirtual" | "virtualization">> {
  const [cpuinfo, hypervisor, vendor, vz, bc] = await Promise.all([
    system.readText("/proc/cpuinfo"),
    system.readText("/sys/hypervisor/type"),
    system.readText("/sys/class/dmi/id/sys_vendor"),
    system.list("/proc/vz"),
    system.list("/proc/bc"),
  ]);
  if (hypervisor?.trim() === "xen") return { isVirtual: true, virtualization: "xen" };
  // Hosts of containers have the second as well.
  if (vz.length > 0 && bc.length === 0) return { isVirtual: true, virtualization: "openvz" };
  if (!/^flags\s*:.*\bhypervisor\b/m.test(cpuinfo ?? "")) return {};
  const isKvm = /qemu|kvm|google|amazon ec2/i.test(vendor ?? "");
  return isKvm ? { isVirtual: true, virtualization: "kvm" } : { isVirtual: true };
}
