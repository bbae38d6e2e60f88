import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { aProgram, aRequest, aStage, metrics, type Stage } from "./engine-fixture.js";

const HOST = "cache-1.example.net";
type Metrics = Record<string, unknown>;

/** The answer for the first host (or none), by closures or by the interpreter. */
async function answer(stage: Stage, condition: string, host: number): Promise<number> {
  await stage.engine.load(aProgram([condition]));
  const weight = stage.engine.evaluate(aRequest(), 0, host);
  if (weight >= 0) return weight;
  const [later = Number.NaN] = await stage.engine.evaluateLater(aRequest(), [{ gate: 0, host }]);
  return later;
}

const hardware = (change: Metrics): Metrics => ({
  ...metrics,
  hardware_metrics: { ...metrics.hardware_metrics, ...change },
});
const network = (change: Metrics): Metrics => ({
  ...metrics,
  per_interface_metrics: { eth0: { ...metrics.per_interface_metrics.eth0, ...change }, eth1: {} },
});

describe.each([
  ["compiled", true],
  ["interpreted", false],
])("%s health functions", (_, compileExpressions) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await aStage({ settings: { compileExpressions } });
  });
  afterAll(() => stage.engine.close());

  const asked = (condition: string, data: Metrics, host = 0): Promise<number> => {
    stage.input.plain.replace([], data);
    return answer(stage, condition, host);
  };

  test.each([
    ["the seed's sample", metrics, 1],
    ["1.0 on 2 CPUs", hardware({ cpu_load5: 1.0 }), 1],
    ["1.8 on 2 CPUs is not below 0.9", hardware({ cpu_load5: 1.8 }), 0],
    ["no number of CPUs counts as one", hardware({ cpu_load5: 0.89, n_cpus: null }), 1],
    ["half a CPU counts as one", hardware({ cpu_load5: 0.89, n_cpus: 0.5 }), 1],
    ["a text is no load", hardware({ cpu_load5: "0.1" }), 0],
    ["no load", hardware({ cpu_load5: null }), 0],
    ["no metrics", {}, 0],
    ["a number in place of the metrics", { hardware_metrics: 5 }, 0],
  ])("cpu_load_ok: %s", async (__, data, expected) => {
    expect(await asked("cpu_load_ok()", { [HOST]: data })).toBe(expected);
  });

  test.each([
    ["memory_usage_ok()", metrics, 1],
    ["memory_usage_ok({memory_usage_limit = 0.24})", metrics, 1],
    ["memory_usage_ok({memory_usage_limit = 0.23})", metrics, 0],
    ["memory_usage_ok({memory_usage_limit = 0.2})", hardware({ mem_available: null }), 0],
    ["memory_usage_ok({memory_usage_limit = 0.24})", hardware({ mem_available: null }), 1],
    [
      "memory_usage_ok({memory_usage_limit = 0.13})",
      hardware({ mem_available: null, mem_available_percent: null }),
      1,
    ],
    ["memory_usage_ok()", hardware({ mem_total: 0, mem_available_percent: null }), 0],
  ])("%s", async (condition, data, expected) => {
    expect(await asked(condition, { [HOST]: data })).toBe(expected);
  });

  test.each([
    ["'eth0'", {}, 1],
    ["{'eth0'}", {}, 1],
    ["{}", {}, 1],
    ["{'eth0', 'eth1'}", {}, 0],
    ["'eth9'", {}, 0],
    ["'eth0'", { link: 0 }, 0],
    ["'eth0'", { interface_up: false }, 0],
    ["'eth0'", { link: null }, 1],
    ["'eth0'", { interface_up: null }, 1],
    ["'eth0'", { link: null, interface_up: null }, 0],
    ["'eth0'", { link: "1", interface_up: null }, 0],
  ])("interfaces_online({interfaces = %s}) with %j", async (interfaces, change, expected) => {
    const condition = `interfaces_online({interfaces = ${interfaces}})`;
    expect(await asked(condition, { [HOST]: network(change) })).toBe(expected);
  });

  test.each([
    ["health_check()", 1],
    ["health_check({})", 1],
    ["health_check({interfaces = 'eth0'})", 1],
    ["health_check({interfaces = 'eth1'})", 0],
    ["health_check{cpu_load5_limit = 0.1}", 0],
    ["health_check({memory_usage_limit = 0.1})", 0],
    ["cpu_load_ok({hostname = 'cache-1'})", 0],
    ["cpu_load_ok({hostname = 'cache-1.example.net'})", 1],
    ["interfaces_online()", 0],
    ["interfaces_online({interfaces = 5})", 0],
    ["cpu_load_ok(5)", 0],
    ["cpu_load_ok({cpu_load5_limit = '1'})", 0],
    ["cpu_load_ok({hostname = 5})", 0],
  ])("%s of the sample", async (condition, expected) => {
    expect(await asked(condition, { [HOST]: network({}) })).toBe(expected);
  });

  test("a wrong argument is an error, counted", async () => {
    stage.errors.length = 0;
    await asked("cpu_load_ok({cpu_load5_limit = '1'})", {});
    expect(stage.errors).toEqual(["error"]);
    expect(stage.lines.at(-1)?.text).toContain("'cpu_load5_limit' must be a number, not a string");
  });

  test.each([
    [{ [HOST]: metrics }, 1],
    [{ "edge-1": metrics }, 1],
    [{ "cache-1": metrics }, 1],
    [{ "CACHE-1": metrics }, 0],
    [{ [HOST]: {}, "edge-1": metrics }, 0],
    [{ "edge-1": {}, "cache-1": metrics }, 0],
  ])(
    "the metrics of the selected host are found by hostname, name, first label",
    async (data, expected) => {
      expect(await asked("cpu_load_ok()", data)).toBe(expected);
    },
  );

  test("without a selected host the answer is 0, with one warning", async () => {
    stage.input.plain.replace([], { [HOST]: metrics });
    await stage.engine.load(aProgram(["cpu_load_ok() + 0 * #request.path", "cpu_load_ok()"]));
    stage.lines.length = 0;
    const calls = [0, 0, 1].map((gate) => ({ gate, host: -1 }));
    for (const { gate, host } of calls) stage.engine.evaluate(aRequest(), gate, host);
    expect(await stage.engine.evaluateLater(aRequest(), calls)).toEqual([0, 0, 0]);
    expect(stage.lines.map(({ text }) => text)).toEqual(
      Array(2).fill("cpu_load_ok: no host is selected here and none is named; the answer is 0"),
    );
  });

  test.each([
    ["host_bitrate({interface = 'eth0'})", 8],
    ["host_has_bw({interface = 'eth0', margin = 91})", 1],
    ["host_has_bw({interface = 'eth0', margin = 92})", 0],
    ["host_bitrate({interface = 'eth1'})", 0],
    ["host_has_bw({interface = 'eth1'})", 0],
    ["host_bitrate({interface = 'eth0', host = 'gone'})", 0],
    ["host_bitrate_custom({custom_bitrate_var = 'c.now'})", 40],
    ["host_has_bw_custom({custom_bitrate_var = 'c.now', custom_capacity_var = 'c.max'})", 1],
    ["host_has_bw_custom({custom_bitrate_var = 'c.now', custom_capacity_var = 40})", 0],
    ["host_has_bw_custom({custom_bitrate_var = 'c.none', custom_capacity_var = 40})", 0],
    ["host_bitrate({})", 0],
  ])("without redirects, %s", async (condition, expected) => {
    const data = { [HOST]: network({ megabits_sent_rate: 8 }), c: { now: 40, max: 41 } };
    expect(await asked(condition, data)).toBe(expected);
  });

  test("recent redirects count until the metrics are renewed", async () => {
    const put = (timestamp: number) =>
      stage.input.plain.replace([], {
        [HOST]: { ...network({ megabits_sent_rate: 8 }), timestamp },
      });
    const condition = "host_bitrate({interface = 'eth0', avg_bitrate = 5, num_routers = 2})";
    put(1);
    expect(await answer(stage, condition, 0)).toBe(8);
    stage.engine.noteRedirect(0);
    stage.engine.noteRedirect(0);
    stage.engine.noteRedirect(1);
    expect(await answer(stage, condition, 0)).toBe(28);
    expect(await answer(stage, `${condition.slice(0, -2)}, host = '${HOST}'})`, 1)).toBe(28);
    put(2);
    expect(await answer(stage, condition, 0)).toBe(8);
  });
});

test.each([true, false])(
  "missing metrics can be set to count as healthy",
  async (compileExpressions) => {
    const stage = await aStage({ settings: { compileExpressions, onMissingMetrics: "healthy" } });
    const conditions = [
      "cpu_load_ok()",
      "health_check({interfaces = 'eth0'})",
      "interfaces_online({interfaces = 'eth0'})",
      "memory_usage_ok({hostname = 'other'})",
    ];
    for (const condition of conditions) expect(await answer(stage, condition, 0)).toBe(1);
    expect(await answer(stage, "cpu_load_ok()", -1)).toBe(0);
    await stage.engine.close();
  },
);
