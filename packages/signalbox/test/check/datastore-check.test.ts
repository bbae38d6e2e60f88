import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { CountingCollector } from "./support/counting-collector.js";
import { runCheck, type CheckOutcome } from "./support/run-check.js";

const NOW_MS = 1_700_000_000_000;
const NOW_US = NOW_MS * 1000;
const MINUTE_US = 60_000_000;
const NODE = "ops.example.net_node_";
const INTERFACE = "ops.example.net_interface_";

let collector: CountingCollector;

beforeAll(async () => {
  collector = await new CountingCollector().start();
});
afterAll(() => collector.close());
beforeEach(() => {
  collector.asked.length = 0;
  collector.failure = undefined;
});

function check(...argv: string[]): Promise<CheckOutcome> {
  const env = { SIGNALBOX_COLLECTOR_URL: collector.url };
  return runCheck(argv, env, new FakeClock({ wallMs: NOW_MS }));
}

function nodes(values: Readonly<Record<string, number>>, ageUs = 0): void {
  collector.objects = Object.fromEntries(Object.keys(values).map((name) => [NODE + name, {}]));
  collector.latest = Object.entries(values).map(([name, v]) => ({
    id: NODE + name,
    v,
    ts: NOW_US - ageUs,
  }));
}

describe("shared-node-cpu", () => {
  test("asks for the nodes of the aggregate and their newest values", async () => {
    nodes({ pc1: 10, pc2: 20, pc3: 29.994 });
    expect(await check("shared-node-cpu", "-a", "site-a")).toEqual({
      code: 0,
      out: "DATASTORE OK - all 3 nodes are fine | pc1=10.00%;0:30;0:50 pc2=20.00%;0:30;0:50 pc3=29.99%;0:30;0:50\n",
    });
    expect([...collector.asked].sort()).toEqual([
      "/info/node?source=site-a",
      "/info/node?source=site-a&cursor=2",
      "/latest?source=site-a&type=node&event=cpu_util",
    ]);
  });

  test.each([
    [{ pc1: 10 }, 0, "DATASTORE OK - cpu_util of pc1 is 10.00% | pc1=10.00%;0:30;0:50\n"],
    [{ pc1: 31 }, 1, "DATASTORE WARNING - cpu_util of pc1 is 31.00% | pc1=31.00%;0:30;0:50\n"],
    [
      { pc1: 40, pc2: 20, pc3: 99 },
      2,
      "DATASTORE CRITICAL - 2 of 3 nodes are not OK: cpu_util of pc3 is 99.00%, cpu_util of pc1 is 40.00% | " +
        "pc1=40.00%;0:30;0:50 pc2=20.00%;0:30;0:50 pc3=99.00%;0:30;0:50\n",
    ],
  ])("the worst decides: %j", async (values, code, out) => {
    nodes(values);
    expect(await check("shared-node-cpu", "-a", "site-a")).toEqual({ code, out });
  });

  test("its ranges can be others", async () => {
    nodes({ pc1: 31 });
    expect(await check("shared-node-cpu", "-a", "s", "-w", "0:90", "-c", "@31:32")).toEqual({
      code: 2,
      out: "DATASTORE CRITICAL - cpu_util of pc1 is 31.00% | pc1=31.00%;0:90;@31:32\n",
    });
  });

  test("a node without a value of the last 10 minutes is -1, and so CRITICAL", async () => {
    nodes({ pc1: 10 }, 11 * MINUTE_US);
    expect(await check("shared-node-cpu", "-a", "s")).toEqual({
      code: 2,
      out: "DATASTORE CRITICAL - cpu_util of pc1 is silent for 11 min | pc1=-1.00%;0:30;0:50\n",
    });
  });

  test("a node that never had a value is missing, too", async () => {
    nodes({ pc1: 10 });
    collector.objects = { ...collector.objects, [`${NODE}pc2`]: {} };
    expect(await check("shared-node-cpu", "-a", "s")).toEqual({
      code: 2,
      out: "DATASTORE CRITICAL - 1 of 2 nodes are not OK: cpu_util of pc2 has no value | pc1=10.00%;0:30;0:50 pc2=-1.00%;0:30;0:50\n",
    });
  });

  test("a node that does not report this is not expected to", async () => {
    nodes({ pc1: 10 });
    const other = { reported_metrics: [{ metric: "ops_monitoring:swap_free", period: 60 }] };
    const same = { reported_metrics: [{ metric: "ops_monitoring:cpu_util", period: 60 }] };
    collector.objects = { [`${NODE}pc1`]: same, [`${NODE}switch`]: other };
    expect((await check("shared-node-cpu", "-a", "s")).code).toBe(0);
  });

  test.each([
    ["unknown", 3],
    ["critical", 2],
    ["warning", 1],
  ])("silence can be %s", async (missing, code) => {
    nodes({ pc1: 10 }, 11 * MINUTE_US);
    const outcome = await check("shared-node-cpu", "-a", "s", "--missing", missing);
    expect(outcome.code).toBe(code);
    expect(outcome.out).not.toContain("|");
  });

  test("an aggregate without nodes is UNKNOWN", async () => {
    nodes({});
    expect(await check("shared-node-cpu", "-a", "nowhere")).toEqual({
      code: 3,
      out: "DATASTORE UNKNOWN - the collector knows no node with cpu_util of aggregate nowhere\n",
    });
  });

  test("what others call their things cannot break the line", async () => {
    nodes({ "p|c;'1=\n": 99 });
    const { out } = await check("shared-node-cpu", "-a", "s");
    expect(out).toBe(
      "DATASTORE CRITICAL - cpu_util of p_c__1__ is 99.00% | p_c__1__=99.00%;0:30;0:50\n",
    );
  });
});

describe("percentages", () => {
  test("memory is judged against what the inventory says there is", async () => {
    nodes({ pc1: 600, pc2: 100, pc3: 100 });
    collector.objects = {
      [`${NODE}pc1`]: { "ops_monitoring:mem_total_kb": 1000 },
      [`${NODE}pc2`]: { "ops_monitoring:mem_total_kb": 1000 },
      [`${NODE}pc3`]: {},
    };
    expect(await check("shared-node-mem-util", "-a", "s", "--missing", "unknown")).toEqual({
      code: 3,
      out:
        "DATASTORE UNKNOWN - 2 of 3 nodes are not OK: mem_util of pc3 is not known: no ops_monitoring:mem_total_kb, " +
        "mem_util of pc1 is 60.00% | pc1=60.00%;0:50;0:75 pc2=10.00%;0:50;0:75\n",
    });
    expect(collector.asked).toContain("/latest?source=s&type=node&event=mem_used_kb");
  });

  test.each([
    ["shared-node-interface-rx-util", "rx_bps"],
    ["shared-node-interface-tx-util", "tx_bps"],
  ])("%s names interfaces by node, leaves out those of other sites", async (name, event) => {
    const id = `${INTERFACE}pc1:eth1`;
    collector.objects = {
      [id]: { "ops_monitoring:max_bps": 1e9 },
      [`${INTERFACE}far:eth0`]: { "ops_monitoring:role": "stub" },
    };
    collector.latest = [{ id, v: 8e8, ts: NOW_US }];
    const { code, out } = await check(name, "-a", "s");
    expect(code).toBe(2);
    expect(out).toMatch(/ \| pc1_eth1=80\.00%;0:50;0:75\n$/);
    expect(collector.asked).toContain(`/latest?source=s&type=interface&event=${event}`);
  });
});

describe("metric", () => {
  test("judges the objects that are named, one of which may be silent", async () => {
    collector.latest = [{ id: "a_to_b", v: 12.5, ts: NOW_US }];
    const of = ["metric", "--type", "experiment", "--event", "ping_rtt_ms"];
    expect(await check(...of, "--id", "b_to_a", "--id", "a_to_b", "-w", "10")).toEqual({
      code: 1,
      out:
        "DATASTORE WARNING - 2 of 2 experiments are not OK: ping_rtt_ms of a_to_b is 12.50ms, ping_rtt_ms of b_to_a has no value | " +
        "a_to_b=12.50ms;10; b_to_a=-1.00ms;10;\n",
    });
    expect(collector.asked).toEqual([
      "/latest?type=experiment&event=ping_rtt_ms&id=a_to_b&id=b_to_a",
    ]);
  });

  test("a failed ping is CRITICAL, in whatever range -30 lies", async () => {
    collector.latest = [{ id: "a_to_b", v: -30, ts: NOW_US }];
    const of = ["metric", "--type", "experiment", "--event", "ping_rtt_ms", "-c", "~:100"];
    expect(await check(...of)).toMatchObject({
      code: 2,
      out: "DATASTORE CRITICAL - ping of a_to_b failed | a_to_b=-30.00\n",
    });
  });

  test.each([
    ["avg", "15.00"],
    ["max", "20.00"],
    ["min", "10.00"],
    ["sum", "30.00"],
    ["count", "2.00"],
    ["last", "10.00"],
  ])("can judge the %s of the window", async (how, value) => {
    collector.latest = [{ id: "pc1", v: 10, ts: NOW_US }];
    const of = ["metric", "--type", "node", "--event", "num_vms_allocated", "--window", "30m"];
    expect(await check(...of, "--agg", how)).toEqual({
      code: 0,
      out: `DATASTORE OK - num_vms_allocated of pc1 is ${value} | pc1=${value}\n`,
    });
    expect(collector.asked).toEqual(["/query?type=node&event=num_vms_allocated&from=-1800000ms"]);
  });

  test("an average of pings leaves out those that failed", async () => {
    collector.latest = [{ id: "a_to_b", v: -3, ts: NOW_US }];
    const { out } = await check(
      "metric",
      "--type",
      "experiment",
      "--event",
      "ping_rtt_ms",
      "--agg",
      "avg",
    );
    expect(out).toContain("| a_to_b=7.00ms\n");
  });

  test("of several stores that tell of one object the newest counts", async () => {
    collector.latest = [
      { id: "gpo-ig", v: 1, ts: NOW_US },
      { id: "gpo-ig", v: 0, ts: NOW_US - 1 },
    ];
    const of = ["metric", "--type", "aggregate", "--event", "is_available", "-c", "1:"];
    expect((await check(...of)).out).toContain("| gpo-ig=1.00;;1:\n");
  });
});
