import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { PENDING } from "@signalbox/routing";
import { aProgram, aRequest, aStage, type Stage } from "./engine-fixture.js";

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
afterAll(() => stage.engine.close());
beforeEach(async () => {
  await stage.engine.load(aProgram(["local x = 7 return x"]));
});

const later = async (gate = 0): Promise<number | undefined> =>
  (await stage.engine.evaluateLater(aRequest(), [{ gate, host: 0 }]))[0];

test("every bad script is named with its line, and the old program stays", async () => {
  const program = aProgram(["always()", "return }", "1 +", "local a = 1\nlocal b = = 2 return a"], {
    files: [
      { path: "b.lua", source: "x = 1\n\ny = " },
      { path: "a.lua", source: "error('at load')" },
    ],
    hooks: { request: "return (" },
  });
  const failed = stage.engine.load(program);
  await expect(failed).rejects.toMatchObject({ code: "invalid_argument" });
  const message = await failed.catch((error: unknown) => (error as Error).message);
  expect(message).toBe(
    [
      "file a.lua: line 1: at load",
      "file b.lua: line 3: unexpected symbol near <eof>",
      `gate 1 "return }": line 1: unexpected symbol near '}'`,
      `gate 2 "1 +": line 1: unexpected symbol near <eof>`,
      `gate 3 "local a = 1 local b = = 2 return a": line 2: unexpected symbol near '='`,
      "hook request: line 1: unexpected symbol near <eof>",
    ].join("; "),
  );
  expect(await later()).toBe(7);
});

test("more than twenty bad scripts are counted", async () => {
  const bad = Array.from({ length: 23 }, (_, at) => `return } -- ${at}`);
  await expect(stage.engine.load(aProgram(bad))).rejects.toThrow(/; and 3 more$/);
});

test("bytecode is refused", async () => {
  await expect(stage.engine.load(aProgram(["\u001bLua return"]))).rejects.toThrow(
    "attempt to load a binary chunk",
  );
});

test("a script above the limit is refused before it is sent", async () => {
  const long = aProgram([`return 1 --${"x".repeat(262_144)}`]);
  await expect(stage.engine.load(long)).rejects.toMatchObject({ code: "item_too_large" });
});

test("deep nesting is refused and not a crash", async () => {
  const deep = `return ${"(".repeat(10_000)}1${")".repeat(10_000)}`;
  await expect(stage.engine.load(aProgram([deep]))).rejects.toThrow(/C levels|overflow/);
  expect(stage.respawns).toEqual([]);
});

test("functions of custom files are known to conditions, in the order of paths", async () => {
  const files = [
    { path: "b.lua", source: "function both() return base + 1 end" },
    { path: "a.lua", source: "base = 41 limits = { cpu = 0.5 } local secret = 5" },
  ];
  const loaded = await stage.engine.load(
    aProgram(["both()", "limits.cpu", "secret == nil", "math.floor(limits.cpu)"], { files }),
  );
  expect([...loaded.globals].sort()).toEqual(["base", "both", "limits"]);
  expect([0, 1, 2].map((gate) => stage.engine.evaluate(undefined, gate, 0))).toEqual([
    PENDING,
    PENDING,
    PENDING,
  ]);
  expect([await later(0), await later(1), await later(2)]).toEqual([42, 0.5, 1]);
});

test.each([
  "function cpu_load_ok() return 1 end",
  "always = nil",
  "_G.si = print",
  "string = {}",
  "_G = {}",
])("a custom file may not redefine a built-in name: %s", async (source) => {
  await expect(
    stage.engine.load(aProgram([], { files: [{ path: "x.lua", source }] })),
  ).rejects.toThrow(/x\.lua: .*is built in and cannot be redefined/);
});

test("what a custom function assigns globally lives for one evaluation", async () => {
  const files = [{ path: "a.lua", source: "function count() n = (n or 0) + 1 return n end" }];
  const chance = "+ 0 * math.random(1)";
  await stage.engine.load(
    aProgram([`count() * 10 + count() ${chance}`, `(n or 5) ${chance}`], { files }),
  );
  expect([await later(0), await later(0), await later(1)]).toEqual([12, 12, 5]);
});

test("a program replaced while its evaluations are under way still answers them", async () => {
  const { program } = await stage.engine.load(
    aProgram(["local a = 1 return a", "local a = 10 return a"]),
  );
  const calls = [0, 1].map((gate) => ({ gate, host: 0 }));
  const before = program.evaluateLater(undefined, calls);
  await stage.engine.load(aProgram(["local a = 2 return a"]));
  expect(await before).toEqual([1, 10]);
  expect(await program.evaluateLater(undefined, calls)).toEqual([1, 10]);
  expect(await later()).toBe(2);
  expect(() => stage.engine.evaluate(undefined, 1, 0)).toThrow("gate 1: the program has 1");
});

test("an evaluation of a program that is two loads old counts as 0", async () => {
  const { program } = await stage.engine.load(aProgram(["local a = 1 return a + 0 * os.time()"]));
  await stage.engine.load(aProgram([]));
  await stage.engine.load(aProgram([]));
  expect(await program.evaluateLater(undefined, [{ gate: 0, host: 0 }])).toEqual([0]);
  expect(stage.lines.at(-1)?.text).toBe("the program of this evaluation has been replaced");
});

test("loads asked for at once take effect in their order", async () => {
  const loads = [3, 4, 5].map((n) => stage.engine.load(aProgram([`local a = ${n} return a`])));
  await Promise.all(loads);
  expect(await later()).toBe(5);
});

test("two hundred reloads, half of them bad, never mix programs", async () => {
  let good = 0;
  for (let at = 0; at < 200; at += 1) {
    const body = at % 2 === 0 ? `local a = ${at} return a + 1` : "return }";
    const loaded = stage.engine.load(aProgram([body]));
    if (at % 2 === 0) good = at;
    await loaded.catch(() => undefined);
    expect(await later()).toBe(good + 1);
  }
});

test("the trap of 0 being true is pointed out", async () => {
  const { warnings } = await stage.engine.load(
    aProgram(["cpu_load_ok() and memory_usage_ok()", "cpu_load_ok() ~= 0 and always() ~= 0"]),
  );
  expect(warnings).toEqual([
    {
      script: "cpu_load_ok() and memory_usage_ok()",
      text:
        "'and' on cpu_load_ok(): it answers 1 or 0 and 0 is true in Lua; " +
        "write cpu_load_ok() ~= 0, or use all_of, any_of, none_of",
    },
  ]);
});

test("before the first load every question is refused", async () => {
  const fresh = await aStage();
  expect(() => fresh.engine.evaluate(undefined, 0, 0)).toThrow("no Lua program is loaded");
  await fresh.engine.close();
});
