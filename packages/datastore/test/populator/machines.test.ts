import { expect, test } from "@jest/globals";
import { scopeOfAddress } from "../../src/populator/address-scope.js";
import {
  readCpuTimes,
  readInterfaceCounters,
  readLocalMounts,
  readMemoryInfo,
} from "../../src/populator/linux/proc-texts.js";
import { LinuxMachine } from "../../src/populator/linux/linux-machine.js";
import { PortableMachine } from "../../src/populator/portable-machine.js";
import { systemReaders } from "../../src/populator/system-readers.js";
import { thisMachine } from "../../src/populator/this-machine.js";
import { recordedSystem } from "./recorded-machine.js";

test("a Linux machine is described by what the kernel tells", async () => {
  const machine = new LinuxMachine(recordedSystem());

  expect(await machine.describe()).toEqual({
    name: "pc1.example.net",
    memTotalBytes: 16_384_000_000,
    isVirtual: true,
    virtualization: "kvm",
    interfaces: [
      {
        name: "eth0",
        mac: "02:00:00:00:00:01",
        addresses: [
          { family: "IPv4", address: "192.168.1.5" },
          { family: "IPv6", address: "2001:db8::5" },
        ],
        maxBps: 10_000_000_000,
      },
    ],
  });
});

test("a Linux machine is measured: the fullest partition, memory in use, counters of real interfaces", async () => {
  const machine = new LinuxMachine(recordedSystem());

  const { counters, ...values } = await machine.measure();

  expect(values).toEqual({
    cpu: { busy: 1036, total: 6041 },
    memUsedBytes: 10_240_000_000,
    swapFreePercent: 75,
    diskMaxUsedPercent: 45,
  });
  expect([...counters.keys()]).toEqual(["eth0"]);
  expect(counters.get("eth0")).toEqual({
    rxBytes: 1000,
    rxPackets: 10,
    rxErrors: 1,
    rxDrops: 2,
    txBytes: 500,
    txPackets: 7,
    txErrors: 3,
    txDrops: 4,
  });
});

test("virtual machines are counted only where there is something that runs them", async () => {
  const folders = { "/run/libvirt/qemu": ["vm1.pid", "vm1.xml", "vm2.pid", "channel"] };

  const host = await new LinuxMachine(recordedSystem({}, folders)).measure();
  const other = await new LinuxMachine(recordedSystem()).measure();

  expect([host.virtualMachines, other.virtualMachines]).toEqual([2, undefined]);
});

test.each([
  ["xen", { "/sys/hypervisor/type": "xen\n" }, {}, { isVirtual: true, virtualization: "xen" }],
  ["openvz", {}, { "/proc/vz": ["version"] }, { isVirtual: true, virtualization: "openvz" }],
  ["something else", { "/sys/class/dmi/id/sys_vendor": "Other" }, {}, { isVirtual: true }],
  ["nothing", { "/proc/cpuinfo": "flags\t: fpu vmx\n" }, {}, {}],
])("a machine made by %s is known as that", async (_, files, folders, expected) => {
  const { isVirtual, virtualization } = await new LinuxMachine(
    recordedSystem(files, folders),
  ).describe();

  expect({ ...(isVirtual && { isVirtual }), ...(virtualization && { virtualization }) }).toEqual(
    expected,
  );
});

test("a machine that tells nothing is published without what is not known", async () => {
  const nothing = Object.fromEntries(
    ["stat", "meminfo", "net/dev", "self/mounts", "cpuinfo"].map((name) => [
      `/proc/${name}`,
      undefined,
    ]),
  );
  const system = { ...recordedSystem(nothing), space: () => Promise.resolve(undefined) };

  expect(await new LinuxMachine(system).measure()).toEqual({ counters: new Map() });
  expect(await new LinuxMachine(system).describe()).not.toHaveProperty("memTotalBytes");
});

test.each(["", "cpu\n", "cpu  a b c d\n", "intr 5\n"])("%j tells no processor times", (text) => {
  expect(readCpuTimes(text)).toBeUndefined();
});

test("a kernel that does not tell available memory has it reckoned", () => {
  const text = "MemTotal: 100 kB\nMemFree: 20 kB\nBuffers: 10 kB\nCached: 30 kB\nSwapTotal: 0 kB\n";

  expect(readMemoryInfo(text)).toEqual({ totalBytes: 102_400, usedBytes: 40 * 1024 });
  expect(readMemoryInfo("")).toEqual({});
});

test("broken lines of counters are passed over", () => {
  expect(readInterfaceCounters("eth0: 1 2 3\n face |bytes\n  x: y\n")).toEqual(new Map());
});

test("the root counts also where no device is mounted there", () => {
  expect(readLocalMounts("overlay / overlay rw 0 0\n/dev/sda1 /etc/hosts ext4 rw 0 0\n")).toEqual([
    "/",
    "/etc/hosts",
  ]);
});

test("other systems are described by what the runtime tells", async () => {
  const machine = new PortableMachine(recordedSystem());

  expect(await machine.describe()).toMatchObject({
    memTotalBytes: 8e9,
    interfaces: [{ name: "eth0" }],
  });
  expect(await machine.measure()).toEqual({
    cpu: { busy: 1, total: 4 },
    memUsedBytes: 3e9,
    diskMaxUsedPercent: 30,
    counters: new Map(),
  });
});

test.each(["linux", "darwin"])(
  "this very machine can be looked at as if it were %s",
  async (platform) => {
    const machine = thisMachine(platform, systemReaders);

    expect(await machine.describe()).toMatchObject({ name: expect.any(String) });
    expect(await machine.measure()).toMatchObject({ counters: expect.any(Map) });
  },
);

test.each([
  ["10.1.2.3", "IPv4", "private"],
  ["172.32.0.1", "IPv4", "public"],
  ["192.168.0.1", "IPv4", "private"],
  ["192.0.2.1", "IPv4", "public"],
  ["fd00::1", "IPv6", "private"],
  ["fe80::1", "IPv6", "private"],
  ["2001:db8::1", "IPv6", "public"],
] as const)("%s is reached as %s, %s", (address, family, scope) => {
  expect(scopeOfAddress(address, family)).toBe(scope);
});
