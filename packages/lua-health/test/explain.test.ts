import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { aProgram, aRequest, aStage, metrics, type Stage } from "./engine-fixture.js";

const HOST = "cache-1.example.net";
const clock = new FakeClock();
let stage: Stage;
beforeAll(async () => {
  stage = await aStage({ clock });
});
afterAll(() => stage.engine.close());

async function explained(condition: string, prepare?: () => Promise<unknown>) {
  stage.input.timestamped.put({ [HOST]: { ...metrics, timestamp: clock.wallMs() / 1000 } });
  stage.input.plain.replace(["a"], { b: 3 });
  clock.advance(1500);
  await stage.engine.load(aProgram([condition]));
  await prepare?.();
  return stage.engine.explain(aRequest(), 0, 0);
}

const hardwareReads = [
  { path: [HOST, "hardware_metrics", "cpu_load5"], value: 0.53, ageMs: 1500 },
  { path: [HOST, "hardware_metrics", "n_cpus"], value: 2, ageMs: 1500 },
];

test.each([
  ["cpu_load_ok()", "compiled"],
  ["local v = cpu_load_ok() return v", "worker"],
])("%s tells the value and the age of what it reads", async (condition, how) => {
  expect(await explained(condition)).toEqual({ weight: 1, how, reads: hardwareReads });
});

test.each([
  "si('a.b')",
  "selection_input.a.b",
  "local v = si('a.b') return v",
  "local a = selection_input.a return a.b",
])("%s tells its path", async (condition) => {
  const { weight, reads } = await explained(condition);
  expect({ weight, reads }).toEqual({
    weight: 3,
    reads: [{ path: ["a", "b"], value: 3, ageMs: 1500 }],
  });
});

test.each(["si('gone.x') + 1", "local v = si('gone.x') return v + 1"])(
  "%s tells that nothing is there",
  async (condition) => {
    const { weight, reads } = await explained(condition);
    expect(weight).toBe(1);
    expect(reads).toEqual([{ path: ["gone.x"], value: undefined, ageMs: undefined }]);
  },
);

test.each(["cpu_load_ok()", "local v = cpu_load_ok() return v"])(
  "%s tells whose metrics are missing",
  async (condition) => {
    const { weight, reads } = await explained(condition, () => {
      clock.advance(60_000);
      return Promise.resolve();
    });
    expect({ weight, reads }).toEqual({
      weight: 0,
      reads: [{ path: [HOST], value: undefined, ageMs: undefined }],
    });
  },
);

test("a kept result says so, with its reads", async () => {
  const { how, reads } = await explained("cpu_load_ok()", () =>
    Promise.resolve(stage.engine.evaluate(undefined, 0, 0)),
  );
  expect(how).toBe("memo");
  expect(reads).toEqual(hardwareReads);
});

test("a constant reads nothing", async () => {
  expect(await explained("2 * 21")).toEqual({ weight: 42, how: "constant", reads: [] });
});

test.each(["selection_input.a + 1", "local v = selection_input.a return v + 1"])(
  "%s tells the error",
  async (condition) => {
    expect(await explained(condition)).toMatchObject({
      weight: 0,
      error: expect.stringContaining("attempt to perform arithmetic on a table value"),
    });
  },
);

test("asking for an explanation does not change what evaluate answers", async () => {
  await explained("local m = cpu_load_ok() return m");
  expect(stage.engine.evaluate(undefined, 0, 0)).toBe(-1);
});
