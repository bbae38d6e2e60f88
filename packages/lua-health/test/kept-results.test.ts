import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { PENDING } from "@signalbox/routing";
import { FakeClock } from "@signalbox/clock/testing";
import { aProgram, aRequest, aStage, metrics, type Stage } from "./engine-fixture.js";

const HOST = "cache-1.example.net";
const LATER = "local v = cpu_load_ok() return v";
const LISTING = "local n = 0 for _ in pairs(selection_input) do n = n + 1 end return n";

describe("kept results", () => {
  const clock = new FakeClock();
  let stage: Stage;
  beforeAll(async () => {
    stage = await aStage({ clock });
  });
  afterAll(() => stage.engine.close());
  beforeEach(() => {
    clock.advance(60_000);
    stage.input.plain.replace([], {});
    stage.input.sweep();
  });

  const put = (load: number, host = HOST) => {
    const hardware_metrics = { ...metrics.hardware_metrics, cpu_load5: load };
    return stage.input.timestamped.put({
      [host]: { ...metrics, hardware_metrics, timestamp: clock.wallMs() / 1000 },
    });
  };
  const now = (gate = 0): number => stage.engine.evaluate(aRequest(), gate, 0);
  const later = async (gate = 0): Promise<number> =>
    (await stage.engine.evaluateLater(aRequest(), [{ gate, host: 0 }]))[0] ?? Number.NaN;

  test("data past its time is not seen, exact to the evaluation, by compiled conditions", async () => {
    await stage.engine.load(aProgram(["cpu_load_ok()"]));
    put(0.5);
    clock.advance(14_999);
    expect(now()).toBe(1);
    clock.advance(1);
    expect(now()).toBe(0);
  });

  test("nor by interpreted ones, whose data nobody swept", async () => {
    await stage.engine.load(aProgram([LATER, `${LATER} + 0 * #request.path`]));
    put(0.5);
    expect(now()).toBe(PENDING);
    expect(await later()).toBe(1);
    expect(now()).toBe(1);
    clock.advance(14_999);
    expect(now()).toBe(1);
    expect(await later(1)).toBe(1);
    clock.advance(1);
    expect(now()).toBe(PENDING);
    expect(await later()).toBe(0);
    expect(await later(1)).toBe(0);
  });

  test("an interface whose leaf expired disappears from the mirror while its host lives on", async () => {
    await stage.engine.load(
      aProgram([
        `local eth1 = selection_input['${HOST}'].per_interface_metrics.eth1 return eth1 == nil and 2 or 3`,
      ]),
    );
    const stamp = () => ({ timestamp: clock.wallMs() / 1000 });
    stage.input.timestamped.put({
      [HOST]: { per_interface_metrics: { eth0: { link: 1 }, eth1: { link: 1 } }, ...stamp() },
    });
    expect(await later()).toBe(3);
    clock.advance(10_000);
    stage.input.timestamped.put({
      [HOST]: { per_interface_metrics: { eth0: { link: 1 } }, ...stamp() },
    });
    expect(await later()).toBe(3);
    clock.advance(5000);
    expect(await later()).toBe(2);
  });

  test("a result is kept until one of the keys it read changes", async () => {
    await stage.engine.load(aProgram([LATER]));
    put(0.5);
    await later();
    put(0.5, "cache-2");
    expect(now()).toBe(1);
    put(7);
    expect(now()).toBe(PENDING);
    expect(await later()).toBe(0);
    expect(now()).toBe(0);
  });

  test("a key that was missing is noticed when it comes", async () => {
    await stage.engine.load(aProgram([LATER, "cpu_load_ok()"]));
    expect(await later()).toBe(0);
    expect([now(0), now(1)]).toEqual([0, 0]);
    put(0.5);
    expect([now(0), now(1)]).toEqual([PENDING, 1]);
  });

  test("a script that lists all keys is asked again after any change", async () => {
    await stage.engine.load(aProgram([LISTING]));
    put(0.5);
    expect(await later()).toBe(1);
    expect(now()).toBe(1);
    put(0.5, "another");
    expect(now()).toBe(PENDING);
    expect(await later()).toBe(2);
    clock.advance(15_000);
    expect(now()).toBe(PENDING);
    expect(await later()).toBe(0);
  });

  test.each([
    ["the request", "local m = request.method return 1"],
    ["a header", "local h = request_headers.x return 1"],
    ["a session group", "local g = session_groups.vip return 1"],
    ["a group function", "local g = in_session_group('vip') return 1"],
    ["the subnet", "local s = in_subnet('x') return 1"],
    ["the token", "local t = verify_security_token() return 1"],
    ["the time", "local t = os.time() return 1"],
    ["chance", "local r = math.random() return 1"],
    ["recent redirects", "local b = host_bitrate({interface = 'eth0'}) return 1"],
  ])("what reads %s is never kept", async (_, script) => {
    await stage.engine.load(aProgram([script]));
    expect(await later()).toBe(1);
    expect(now()).toBe(PENDING);
  });

  test("an error that depends on data alone is kept and counted once", async () => {
    await stage.engine.load(
      aProgram(["return selection_input.gone.x + 1", "local x = nil + si('a') return x"]),
    );
    stage.errors.length = 0;
    now(0);
    now(0);
    await later(1);
    await later(1);
    expect(stage.errors).toEqual(["error", "error"]);
    stage.input.plain.replace(["gone"], { x: 4 });
    expect(now(0)).toBe(5);
  });

  test("a change between question and answer keeps nothing", async () => {
    await stage.engine.load(aProgram([LATER]));
    put(0.5);
    const asked = later();
    put(7);
    expect(await asked).toBe(1);
    expect(now()).toBe(PENDING);
    expect(await later()).toBe(0);
  });

  test("a changed leaf reaches the worker, as does its removal", async () => {
    await stage.engine.load(aProgram(["local v = si('a.b.c') return v + 0 * #request.path"]));
    stage.input.plain.replace([], { a: { b: { c: 1, d: 1 }, e: 2 } });
    expect(await later()).toBe(1);
    stage.input.plain.replace(["a", "b", "c"], 5);
    expect(await later()).toBe(5);
    stage.input.plain.remove(["a", "b", "c"]);
    expect(await later()).toBe(0);
    stage.input.plain.replace(["a", "b"], 3);
    expect(await later()).toBe(0);
    stage.input.plain.replace(["a", "b"], { c: [8] });
    expect(await later()).toBe(0);
    stage.input.plain.replace(["a", "b", "c"], 9);
    expect(await later()).toBe(9);
  });

  test("no more results are kept than the limit says", async () => {
    const small = await aStage({ clock, limits: { maxKept: 1 } });
    await small.engine.load(aProgram(["local a = 1 return a", "local b = 2 return b"]));
    const calls = [0, 1].map((gate) => ({ gate, host: 0 }));
    await small.engine.evaluateLater(undefined, calls);
    expect(calls.map(({ gate, host }) => small.engine.evaluate(undefined, gate, host))).toEqual([
      1,
      PENDING,
    ]);
    await small.engine.close();
  });
});
