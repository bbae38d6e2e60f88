import { afterEach, describe, expect, test } from "@jest/globals";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@signalbox/clock";
import { collectorSchema, startCollector, type RunningCollector } from "@signalbox/collector";
import { loadConfig } from "@signalbox/config";
import { MemoryLogger } from "@signalbox/telemetry/testing";
import { runCheck } from "./support/run-check.js";

const cleanUps: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function aCollector(): Promise<RunningCollector> {
  const directory = await mkdtemp(join(tmpdir(), "signalbox-"));
  cleanUps.push(() => rm(directory, { recursive: true }));
  const { value: config } = await loadConfig({
    schema: collectorSchema,
    service: "collector",
    sets: ["port=0", `store.file=${join(directory, "collector.db")}`],
  });
  const collector = await startCollector({ config, log: new MemoryLogger() });
  cleanUps.push(() => collector.close());
  return collector;
}

const node = (id: string, memTotalKb: number) => ({
  source: "site-a",
  type: "node",
  id,
  tsUs: 1,
  references: [],
  document: JSON.stringify({ id, "ops_monitoring:mem_total_kb": memTotalKb }),
});

describe("against a real collector", () => {
  test("checks find inventory and values where its API has them", async () => {
    const { url, store } = await aCollector();
    const nowUs = systemClock.wallMs() * 1000;
    await store.info.put([node("a_node_pc1", 1000), node("a_node_pc2", 2000)]);
    const series = { source: "site-a", objectType: "node", event: "mem_used_kb" };
    await store.series.put([
      { series: { ...series, objectId: "a_node_pc1" }, ts: [nowUs - 1, nowUs], values: [1, 400] },
      { series: { ...series, objectId: "a_node_pc2" }, ts: [nowUs], values: [400] },
      { series: { ...series, source: "b", objectId: "c_node_pc9" }, ts: [nowUs], values: [9] },
    ]);
    const env = { SIGNALBOX_COLLECTOR_URL: url };

    const known = await runCheck(["shared-node-mem-util", "-a", "site-a"], env);
    const of = ["--type", "node", "--event", "mem_used_kb", "--source", "site-a"];
    const averages = await runCheck(["metric", ...of, "--agg", "avg"], env);

    expect(known.out).toBe(
      "DATASTORE OK - all 2 nodes are fine | pc1=40.00%;0:50;0:75 pc2=20.00%;0:50;0:75\n",
    );
    expect(averages.out).toBe("DATASTORE OK - all 2 nodes are fine | pc1=200.50 pc2=400.00\n");
  });

  test("without stores there is nothing to say about stores", async () => {
    const { url } = await aCollector();
    const outcome = await runCheck(["store-lag"], { SIGNALBOX_COLLECTOR_URL: url });
    expect(outcome).toEqual({
      code: 3,
      out: "DATASTORE UNKNOWN - the collector reads no store\n",
    });
  });

  test("a question that it refuses is shown with its reason", async () => {
    const { url } = await aCollector();
    const { code, out } = await runCheck(["metric", "--type", "no/type", "--event", "mem_util"], {
      SIGNALBOX_COLLECTOR_URL: url,
    });
    expect(code).toBe(3);
    expect(out).toContain("answered 40");
  });
});
