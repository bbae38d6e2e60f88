import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { BoundedLog } from "../src/lua-log.js";
import { aProgram, aStage, type Stage } from "./engine-fixture.js";

describe("log functions", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await aStage();
  });
  afterAll(() => stage.engine.close());
  beforeEach(async () => {
    await stage.engine.load(aProgram([]));
  });

  test.each([
    ["log.critical('a')", "critical", "a"],
    ["log.error('a')", "error", "a"],
    ["log.warning('%s is %d', 'n', 5)", "warning", "n is 5"],
    ["log.info('%i%%', 5)", "info", "5%"],
    ["log.debug('%5.2f|%-4s|', 1.5, 'ab')", "debug", " 1.50|ab  |"],
    ["log.trace('plain %d')", "trace", "plain %d"],
    ["log.message('m')", "info", "m"],
    ["log.info('%d', 'x')", "info", "x"],
    ["log.info('%d', 1.5)", "info", "1.5"],
    ["log.info('%d %d', 1)", "info", "1 nil"],
    ["log.info('%y', 1)", "info", "1"],
    ["log.info(nil)", "info", "nil"],
    ["log.info({} ~= nil)", "info", "true"],
    ["print('a', 1, nil, true)", "info", "a\t1\tnil\ttrue"],
    ["local log = log.add_prefix('mine') log.info('x')", "info", "mine: x"],
    ["log.add_prefix('a').add_prefix('b').error('x')", "error", "a: b: x"],
  ])("%s", async (script, level, text) => {
    const { lines } = await stage.engine.runScript(script);
    expect(lines).toEqual([{ level, text }]);
  });

  test("lines of a condition reach the log under the text of the condition", async () => {
    const condition = "print('seen') return 1";
    await stage.engine.load(aProgram([condition]));
    await stage.engine.evaluateLater(undefined, [{ gate: 0, host: 0 }]);
    expect(stage.lines.at(-1)).toEqual({ level: "info", source: condition, text: "seen" });
  });

  test("a long line is cut at 4 KiB", async () => {
    await stage.engine.load(aProgram(["log.info(('é'):rep(5000)) return 1"]));
    await stage.engine.evaluateLater(undefined, [{ gate: 0, host: 0 }]);
    const text = stage.lines.at(-1)?.text ?? "";
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4096);
    expect(text).toMatch(/^é+\ufffd?$/);
  });

  test("lines written while files are loaded are logged", async () => {
    await stage.engine.load(
      aProgram([], { files: [{ path: "a.lua", source: "print('loading')" }] }),
    );
    expect(stage.lines.at(-1)).toMatchObject({ source: "custom Lua files", text: "loading" });
  });
});

describe("BoundedLog", () => {
  const aLog = (maxLinesPerSecond = 2) => {
    const clock = new FakeClock();
    const lines: string[] = [];
    const log = new BoundedLog({
      clock,
      maxLineBytes: 10,
      maxLinesPerSecond,
      log: (level, source, text) => void lines.push(`${level} ${source} ${text}`),
    });
    return { clock, lines, log };
  };

  test("lets so many lines a second pass for each source, and tells how many it left out", () => {
    const { clock, lines, log } = aLog();
    for (let at = 0; at < 5; at += 1) log.write("info", "a", String(at));
    log.write("info", "b", "x");
    log.drop("a", 4);
    clock.advance(1000);
    log.write("info", "a", "again");
    expect(lines).toEqual([
      "info a 0",
      "info a 1",
      "info b x",
      "warning a 7 more lines were dropped",
      "info a again",
    ]);
  });

  test("cuts a line at whole characters and takes out control characters", () => {
    const { lines, log } = aLog();
    log.write("info", "a", "12345678éé");
    log.write("nonsense", "a", "x\u001b[31m\ny");
    expect(lines).toEqual(["info a 12345678é", "info a x [31m y"]);
  });
});
