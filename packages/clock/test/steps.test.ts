import { expect, test } from "@jest/globals";
import { runInTurns, runSteps, systemClock, type Steps } from "../src/index.js";
import { FakeClock } from "../src/testing/index.js";

function* counting(to: number, onStep: (at: number) => void = () => undefined): Steps<number> {
  for (let at = 1; at <= to; at += 1) {
    onStep(at);
    yield;
  }
  return to;
}

test("steps that are run at once give their result", () => {
  expect(runSteps(counting(3))).toBe(3);
});

test("others have their turn when the time of one is used up", async () => {
  const clock = new FakeClock();
  const seen: string[] = [];
  const steps = counting(6, (at) => {
    seen.push(`step ${at}`);
    clock.advance(4);
  });
  const result = runInTurns(clock, steps);
  clock.soon(() => seen.push("other"));
  while (seen.length < 7) {
    clock.advance(0);
    await Promise.resolve();
  }
  clock.advance(0);
  expect(await result).toBe(6);
  expect(seen).toEqual(["step 1", "step 2", "step 3", "other", "step 4", "step 5", "step 6"]);
});

test("what a step throws rejects, and no step is taken after it", async () => {
  const seen: number[] = [];
  const steps = counting(3, (at) => {
    seen.push(at);
    if (at === 2) throw new Error("two");
  });
  await expect(runInTurns(systemClock, steps)).rejects.toThrow("two");
  expect(seen).toEqual([1, 2]);
});
