import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { aProgram, aRequest, aStage, type Stage } from "./engine-fixture.js";

const CALL = [{ gate: 0, host: 0 }];
/** Long enough for a busy machine to begin a job, short enough to wait for. */
const GRACE_MS = 700;

describe("scripts that the instruction hook or a bound stops", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await aStage({ limits: { evaluationMs: 20, maxSteps: 1_000_000 } });
  });
  afterAll(() => stage.engine.close());

  test.each([
    ["a loop", "while true do end"],
    ["a loop in a caught function", "while true do pcall(function() while true do end end) end"],
    ["a loop of caught errors", "while pcall(error) or true do end"],
    ["nested pcall", "while true do pcall(pcall, pcall, function() while true do end end) end"],
    [
      "a message handler that loops",
      "while true do xpcall(error, function() while true do end end) end",
    ],
    ["a tree of caught recursion", "local function f() pcall(f) f() end f()"],
    ["endless recursion", "local function f() return f() + 1 end return f()"],
    ["an endless tail call", "local function f() return f() end return f()"],
    ["recursion through gsub", "local function f() return string.gsub('a', 'a', f) end return f()"],
    [
      "recursion through __index",
      "return setmetatable({}, {__index = function(t, k) return t[k + 1] end})[1]",
    ],
    [
      "recursion through tostring",
      "local t t = setmetatable({}, {__tostring = function() return tostring(t) end}) print(t)",
    ],
    [
      "a __close that loops",
      "local a <close> = setmetatable({}, {__close = function() while true do end end})",
    ],
    ["a table bomb", "local t = {} for i = 1, 1e9 do t[i] = {} end"],
    ["a text that doubles", "local s = 'x' while true do s = s .. s end"],
    [
      "a caught text that doubles",
      "while true do pcall(function() local s = 'x' while true do s = s .. s end end) end",
    ],
    ["string.rep", "return #string.rep('x', 1e9)"],
    ["string.rep by a method, in steps", "local s = ('x'):rep(1e6) return #s:rep(1e6)"],
    ["string.rep with a separator", "return #string.rep('', 1e6, ('x'):rep(1e3))"],
    ["caught string.rep", "repeat local ok = pcall(string.rep, 'x', 1 << 40) until false"],
    [
      "table.concat of much",
      "local t = {} for i = 1, 1e5 do t[i] = ('x'):rep(1e4) end return #table.concat(t)",
    ],
    ["table.unpack of much", "return table.unpack({}, 1, 1e8)"],
    ["a sort that loops", "table.sort({3, 1, 2}, function() while true do end end)"],
    ["gsub that calls a loop", "return ('x'):gsub('x', function() while true do end end)"],
    ["goto in a circle", "::a:: goto a"],
    ["an iterator without end", "for _ in function() return 1 end do end"],
    [
      "pack of much",
      "return #string.pack(('s'):rep(200), table.unpack((function() local t = {} for i = 1, 200 do t[i] = ('x'):rep(1e6) end return t end)()))",
    ],
    ["log lines without end", "while true do log.info('x') end"],
    ["an error that is a table", "error({})"],
    ["an error without anything", "error()"],
    ["an error with a long text", "error(('x'):rep(1e6))"],
    ["a coroutine", "return coroutine.wrap(function() while true do end end)()"],
    ["a yield", "coroutine.yield(1)"],
    ["a text as weight", "return '1'"],
    ["a table as weight", "return {}"],
    ["a function as weight", "return print"],
    ["infinity as weight", "return math.huge"],
    ["no number as weight", "return 0/0"],
    ["a negative weight", "return -5"],
    ["nothing", "local x = 1"],
  ])("%s counts as 0 and the next evaluation is right", async (_, script) => {
    await stage.engine.load(aProgram([`${script} --[[return]]`, "local two = 2 return two"]));
    expect(await stage.engine.evaluateLater(undefined, CALL)).toEqual([0]);
    expect(await stage.engine.evaluateLater(undefined, [{ gate: 1, host: 0 }])).toEqual([2]);
    expect(stage.respawns).toEqual([]);
  });

  test("a script past its deadline is not run again at once, others are", async () => {
    await stage.engine.load(aProgram(["while true do end return 1", "local x = 3 return x"]));
    stage.errors.length = 0;
    await stage.engine.evaluateLater(undefined, CALL);
    await stage.engine.evaluateLater(undefined, [...CALL, { gate: 1, host: 0 }]);
    expect(stage.errors).toEqual(["deadline", "barred"]);
  });

  test("a bad script that many requests ask for at once gets its time once", async () => {
    await stage.engine.load(aProgram(["while true do end return 1"]));
    stage.errors.length = 0;
    const calls = Array.from({ length: 20 }, () => ({ gate: 0, host: 0 }));
    await stage.engine.evaluateLater(aRequest(), calls);
    expect(stage.errors).toEqual(["deadline", ...Array.from({ length: 19 }, () => "barred")]);
  });

  test("a runaway script of one who tries things out does not bar the next", async () => {
    await stage.engine.load(aProgram([]));
    const { error } = await stage.engine.runScript("while true do end");
    expect(error).toBeDefined();
    expect(await stage.engine.runScript("return 7")).toMatchObject({ value: "7" });
    expect(await stage.engine.runScript("while true do end")).toMatchObject({
      error: expect.stringContaining("not run again yet"),
    });
  });

  test("the log lines of one script are bounded and those left out are counted", async () => {
    stage.lines.length = 0;
    await stage.engine.load(aProgram(["for i = 1, 1000 do log.info('%d', i) end return 1"]));
    await stage.engine.evaluateLater(undefined, CALL);
    expect(stage.lines.filter(({ text }) => /^\d+$/.test(text))).toHaveLength(100);
  });
});

const PATTERN_BOMB = "local found = (('a'):rep(600) .. 'b'):find(('.-'):rep(40) .. 'c')";

describe("scripts that only the end of the worker stops", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await aStage({ limits: { evaluationMs: 20, loadMs: 200, graceMs: GRACE_MS } });
  });
  afterAll(() => stage.engine.close());

  test.each([
    ["a pattern bomb", PATTERN_BOMB],
    ["a caught pattern bomb", `while true do pcall(function() ${PATTERN_BOMB} end) end`],
    ["a table.move without end", "table.move({}, 1, 1 << 60, 2)"],
  ])(
    "%s: the main thread goes on, the answer is 0, the new worker knows program and data",
    async (_, script) => {
      stage.input.plain.replace([], { x: { y: 42 } });
      const healthy = "local v = si('x.y') return v + 0 * #request.method";
      await stage.engine.load(aProgram([`${script} return 1`, healthy, "si('x.y') + 1"]));
      stage.errors.length = 0;
      const ready = stage.nextEvaluator();
      let isAnswered = false;
      const bomb = stage.engine.evaluateLater(undefined, CALL).then((weights) => {
        isAnswered = true;
        return weights;
      });

      await setImmediate();
      expect(isAnswered).toBe(false);
      expect(stage.engine.evaluate(undefined, 2, 0)).toBe(43);

      expect(await bomb).toEqual([0]);
      expect(stage.errors).toEqual(["deadline"]);
      // The worker is away: evaluations answer 0 at once instead of waiting for the next one.
      expect(await stage.engine.evaluateLater(undefined, [{ gate: 1, host: 0 }])).toEqual([0]);
      expect(stage.errors).toEqual(["deadline", "unavailable"]);

      await ready;
      expect(await stage.engine.evaluateLater(undefined, [...CALL, { gate: 1, host: 0 }])).toEqual([
        0, 0,
      ]);
      expect(stage.errors.slice(2)).toEqual(["barred", "error"]);
      expect(await stage.engine.evaluateLater(aRequest(), [{ gate: 1, host: 0 }])).toEqual([42]);
      expect(stage.evaluators.at(-1)).toBe(1);
    },
  );

  test("a custom file that does not end is refused and the old program stays", async () => {
    await stage.engine.load(aProgram(["local x = 7 return x"]));
    const ready = stage.nextEvaluator();
    const files = [{ path: "bad.lua", source: PATTERN_BOMB }];
    await expect(stage.engine.load(aProgram(["always()"], { files }))).rejects.toMatchObject({
      code: "invalid_argument",
      message: expect.stringContaining("bad.lua"),
    });
    await ready;
    expect(await stage.engine.evaluateLater(undefined, CALL)).toEqual([7]);
  });

  test("closing while a script spins answers 0", async () => {
    const other = await aStage({ limits: { graceMs: 60_000 } });
    await other.engine.load(aProgram([`${PATTERN_BOMB} return 1`]));
    const bomb = other.engine.evaluateLater(undefined, CALL);
    await other.engine.close();
    expect(await bomb).toEqual([0]);
    expect(await other.engine.evaluateLater(undefined, CALL)).toEqual([0]);
  });
});
