import { expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { aProgram, aRequest, aStage } from "./engine-fixture.js";

const gates = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => `local a = ${at + 1} return a + 0 * #request.path`);
const all = (count: number) => Array.from({ length: count }, (_, gate) => ({ gate, host: 0 }));

test("the calls of one question are answered in their order, over several turns if need be", async () => {
  const { engine } = await aStage({ limits: { maxJobsPerTurn: 3 } });
  await engine.load(aProgram(gates(8)));
  expect(await engine.evaluateLater(aRequest(), all(8))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  await engine.close();
});

test("more evaluations than may wait are answered 0 and counted", async () => {
  const { engine, errors } = await aStage({ limits: { maxWaiting: 2 } });
  await engine.load(aProgram(gates(5)));
  expect(await engine.evaluateLater(aRequest(), all(5))).toEqual([1, 2, 0, 0, 0]);
  expect(errors).toEqual(["overloaded", "overloaded", "overloaded"]);
  await engine.close();
});

test("an evaluation that waited too long is answered 0", async () => {
  const clock = new FakeClock();
  const { engine, errors } = await aStage({ clock, limits: { maxWaitMs: 100, maxJobsPerTurn: 1 } });
  await engine.load(aProgram(gates(2)));
  const asked = engine.evaluateLater(aRequest(), all(2));
  clock.advance(101);
  expect(await asked).toEqual([1, 0]);
  expect(errors).toEqual(["overloaded"]);
  await engine.close();
});

test("a result that became known while its question waited is not computed again", async () => {
  let spent = 0;
  const { engine, input } = await aStage({
    limits: { maxJobsPerTurn: 1 },
    observer: { onTimeSpent: () => (spent += 1) },
  });
  input.plain.replace([], { a: 5 });
  await engine.load(aProgram(["local a = si('a') return a"]));
  const asked = [1, 2, 3].map(() => engine.evaluateLater(undefined, all(1)));
  expect(await Promise.all(asked)).toEqual([[5], [5], [5]]);
  expect(spent).toBeLessThanOrEqual(2);
  await engine.close();
});

test("the worker is told nothing while all conditions are compiled", async () => {
  const turns: number[] = [];
  const clock = new FakeClock();
  const { engine, input } = await aStage({
    clock,
    observer: { onTimeSpent: (us) => void turns.push(us) },
  });
  await engine.load(aProgram(["si('a')"]));
  input.plain.replace([], { a: 5 });
  clock.advance(10);
  expect(clock.pendingTimers).toBe(0);
  expect(engine.evaluate(undefined, 0, 0)).toBe(5);
  expect(turns).toEqual([]);
  await engine.close();
});

test("many changes in one turn of the event loop are one message", async () => {
  const clock = new FakeClock();
  let turns = 0;
  const { engine, input } = await aStage({ clock, observer: { onTimeSpent: () => (turns += 1) } });
  await engine.load(aProgram(["local a = si('a') return a"]));
  await engine.evaluateLater(undefined, all(1));
  turns = 0;
  for (let at = 0; at < 50; at += 1) input.plain.replace(["a"], at);
  expect(clock.pendingTimers).toBe(1);
  clock.advance(0);
  expect(await engine.evaluateLater(undefined, all(1))).toEqual([49]);
  expect(turns).toBe(2);
  await engine.close();
});

test("much input is sent in slices, and an evaluation sees all of it", async () => {
  const stage = await aStage({ limits: { maxEntriesPerTurn: 10 } });
  try {
    for (let at = 0; at < 500; at += 1) stage.input.plain.merge([], { [`key${at}`]: at });
    await stage.engine.load(
      aProgram(["local v = si('key0') + si('key250') + si('key499') return v"]),
    );
    expect(await stage.engine.evaluateLater(undefined, [{ gate: 0, host: 0 }])).toEqual([749]);
  } finally {
    await stage.engine.close();
  }
});
