import { expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { AppError } from "@signalbox/errors";
import { InfoValidator, isInfoType } from "@signalbox/monitoring-model";
import { createReadApi, startPopulator, type PopulatorOptions } from "../../src/index.js";
import { LinuxMachine } from "../../src/populator/linux/linux-machine.js";
import { askJson } from "../read/ask.js";
import { stillClock } from "../ingest/write.js";
import { WrittenStore } from "../ingest/written-store.js";
import { netDev, recordedSystem, stat } from "./recorded-machine.js";

const MINUTE_MS = 60_000;

function setUp(more: Partial<PopulatorOptions> = {}) {
  const files: Record<string, string | undefined> = {};
  const clock = new FakeClock();
  const store = new WrittenStore();
  const failures: string[] = [];
  const populator = startPopulator({
    store,
    machine: new LinuxMachine(recordedSystem(files)),
    clock,
    aggregateId: "site",
    version: "1.2.3",
    intervalMs: MINUTE_MS,
    infoIntervalMs: 60 * MINUTE_MS,
    onFailure: ({ message }) => failures.push(message),
    ...more,
  });
  return { files, clock, store, populator, failures };
}

const NODE = "pc1.example.net";
const ETH0 = "pc1.example.net:eth0";

test("an aggregate, a node and its interfaces are published at once, as the schemas have it", async () => {
  const { store, populator, failures } = setUp();
  await populator.run();

  const api = createReadApi({
    store: store.memory,
    baseUrl: "https://store.example.net",
    version: "1",
    strict: true,
    tolerant: false,
    limits: {
      ...{ maxPoints: 1e6, maxIds: 1e4, maxQueryBytes: 65_536, maxList: 1000 },
      ...{ maxConcurrent: 16, maxWaiting: 100 },
    },
    clock: stillClock,
  });

  expect(failures).toEqual([]);
  const validator = new InfoValidator();
  for (const { type, id } of store.memory.objects.values()) {
    const reply = await askJson(api, `/info/${type}/${id}`);
    expect(isInfoType(type) && validator.problems(type, reply)).toEqual([]);
  }
  expect(await askJson(api, `/info/aggregate/site`)).toMatchObject({
    populator_version: "1.2.3",
    resources: [{ urn: "urn:publicid:IDN+site+node+pc1.example.net" }],
  });
  expect(await askJson(api, `/info/node/${NODE}`)).toMatchObject({
    node_type: "vm",
    virtualization_type: "kvm",
    "ops_monitoring:mem_total_kb": 16_384_000,
    interfaces: [{ urn: "urn:publicid:IDN+site+interface+pc1.example.net:eth0" }],
    reported_metrics: expect.arrayContaining([{ metric: "ops_monitoring:cpu_util", period: 60 }]),
  });
  expect(await askJson(api, `/info/interface/${ETH0}`)).toMatchObject({
    "ops_monitoring:max_bps": 10_000_000_000,
    addresses: [
      { addrtype: "802.3", address: "02:00:00:00:00:01" },
      { addrtype: "IPv4", address: "192.168.1.5", scope: "private" },
      { addrtype: "IPv6", address: "2001:db8::5", scope: "public" },
    ],
  });
  await populator.close();
});

test("what can be told from one measurement is; what takes two comes with the second", async () => {
  const { files, clock, store, populator } = setUp();
  await populator.run();
  const first = clock.wallMs() * 1000;
  expect([...store.points("node", "mem_used_kb", NODE)]).toEqual([[first, 10_240_000]]);
  expect([...store.points("node", "swap_free", NODE)]).toEqual([[first, 75]]);
  expect([...store.points("node", "disk_part_max_used", NODE)]).toEqual([[first, 45]]);
  expect([...store.points("node", "is_available", NODE)]).toEqual([[first, 1]]);
  expect(store.points("node", "cpu_util", NODE).size).toBe(0);
  expect(store.points("node", "num_vms_allocated", NODE).size).toBe(0);

  files["/proc/stat"] = stat(1030, 5090);
  files["/proc/net/dev"] = netDev(1000 + 7500, 10 + 600, 500);
  clock.advance(MINUTE_MS);
  await populator.run();

  const second = first + MINUTE_MS * 1000;
  expect([...store.points("node", "cpu_util", NODE)]).toEqual([[second, 25]]);
  expect([...store.points("interface", "rx_bps", ETH0)]).toEqual([[second, 1000]]);
  expect([...store.points("interface", "rx_pps", ETH0)]).toEqual([[second, 10]]);
  expect([...store.points("interface", "tx_bps", ETH0)]).toEqual([[second, 0]]);
  await populator.close();
});

test("counters that began anew or wrapped give no point, and the next pair does again", async () => {
  const { files, clock, store, populator } = setUp();
  await populator.run();
  files["/proc/net/dev"] = netDev(500, 20, 600);
  files["/proc/stat"] = stat(0, 10);
  clock.advance(MINUTE_MS);
  await populator.run();
  expect(store.points("interface", "rx_bps", ETH0).size).toBe(0);
  expect(store.points("interface", "tx_bps", ETH0).size).toBe(0);
  expect(store.points("node", "cpu_util", NODE).size).toBe(0);

  files["/proc/net/dev"] = netDev(8000, 20, 600);
  clock.advance(MINUTE_MS);
  await populator.run();

  expect([...store.points("interface", "rx_bps", ETH0).values()]).toEqual([1000]);
  await populator.close();
});

test("info is renewed at its own interval, so that it does not age", async () => {
  const { clock, store, populator } = setUp();
  await populator.run();
  const first = clock.wallMs() * 1000;

  for (let minute = 1; minute < 60; minute++) {
    clock.advance(MINUTE_MS);
    await populator.run();
  }
  expect(store.object("node", NODE)?.tsUs).toBe(first);
  clock.advance(MINUTE_MS);
  await populator.run();

  expect(store.object("node", NODE)?.tsUs).toBe(first + 3600 * 1_000_000);
  await populator.close();
});

test("a failure is told, and the next round publishes all the same", async () => {
  const { clock, store, populator, failures } = setUp();
  store.failure = new AppError("unavailable", "the store is busy");
  await populator.run();
  store.failure = undefined;

  clock.advance(MINUTE_MS);
  await populator.run();

  expect(failures).toEqual(["the store is busy"]);
  expect(store.object("node", NODE)).toBeDefined();
  await populator.close();
});

test("without a name for the aggregate it is called as the machine", async () => {
  const { store, populator } = setUp({ aggregateId: "" });
  await populator.run();

  expect(store.object("aggregate", NODE)?.urn).toBe(`urn:publicid:IDN+${NODE}+authority+am`);
  await populator.close();
});

test("closing waits for the round under way and leaves no timer", async () => {
  const { clock, store, populator } = setUp();

  await populator.close();

  expect(store.object("node", NODE)).toBeDefined();
  expect(clock.pendingTimers).toBe(0);
  await populator.run();
  expect(clock.pendingTimers).toBe(0);
});
