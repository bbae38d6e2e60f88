import { describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import type { Answer } from "../src/asker.js";
import { Deadline } from "../src/deadline-queue.js";
import { answerAll } from "../src/fan-out.js";
import { FakeAsker } from "../src/testing/index.js";
import type { Waiter } from "../src/waiter-queue.js";

const ANSWER: Answer = { kind: "value", value: Buffer.from("v") };
const SLICE = 256;

function waiters(count: number, answered: number[]): Waiter[] {
  return Array.from({ length: count }, (_, number) => ({
    asker: new FakeAsker({ onAnswer: () => answered.push(number) }),
    arrivedAtMs: 0,
    deadline: new Deadline(() => undefined),
    unwatch: () => undefined,
    previous: undefined,
    next: undefined,
  }));
}

describe("answerAll", () => {
  test.each([0, 1, SLICE])("%i waiters are answered within the call", (count) => {
    const [clock, answered] = [new FakeClock(), [] as number[]];
    answerAll(clock, waiters(count, answered), ANSWER);
    expect(answered.length).toBe(count);
    expect(clock.pendingTimers).toBe(0);
  });

  test("more are answered in slices, other work between them, in order of arrival", () => {
    const clock = new FakeClock();
    const answered: number[] = [];
    const sizes: number[] = [];
    answerAll(clock, waiters(2 * SLICE + 1, answered), ANSWER);
    clock.soon(() => sizes.push(answered.length)); // queued behind the second slice
    expect(answered.length).toBe(SLICE);
    clock.advance(0);
    expect(sizes).toEqual([2 * SLICE]);
    expect(answered).toEqual(Array.from({ length: 2 * SLICE + 1 }, (_, number) => number));
    expect(clock.pendingTimers).toBe(0);
  });

  test("all are given the very same answer", () => {
    const asked = waiters(3, []);
    answerAll(new FakeClock(), asked, ANSWER);
    for (const { asker } of asked) {
      expect(asker instanceof FakeAsker && asker.answered).toBe(ANSWER);
    }
  });
});
