import { expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { defaultLuaLimits } from "../src/limits.js";
import { WorkQueue, type Work } from "../src/work-queue.js";

const limits = { ...defaultLuaLimits, slowPauseMs: 1000, barredMs: 5000 };
const work: Work = {
  script: "a",
  request: undefined,
  job: () => ({ kind: "gate", generation: 1, index: 0, host: 0, request: -1, isTraced: false }),
  answerFromKept: () => false,
  done: () => undefined,
};

function aQueue() {
  const clock = new FakeClock();
  const queue = new WorkQueue(clock, limits);
  /** The script passes its limit; how long it is held back then. */
  const pauseMs = (): number => {
    queue.hold(work, limits.slowPauseMs);
    let waitedMs = 0;
    while (queue.add(work) !== undefined) {
      clock.advance(100);
      waitedMs += 100;
    }
    queue.next();
    return waitedMs;
  };
  return { queue, pauseMs };
}

test("a script that passes its limit again and again is held back twice as long each time, up to a bound", () => {
  const { pauseMs } = aQueue();
  expect([pauseMs(), pauseMs(), pauseMs(), pauseMs(), pauseMs()]).toEqual([
    1000, 2000, 4000, 5000, 5000,
  ]);
});

test("after a good run the pause begins anew", () => {
  const { queue, pauseMs } = aQueue();
  pauseMs();
  pauseMs();
  queue.release(work);
  expect(pauseMs()).toBe(1000);
});
