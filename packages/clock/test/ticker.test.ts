import { expect, test } from "@jest/globals";
import { startTicker } from "../src/index.js";
import { FakeClock } from "../src/testing/index.js";

test("a ticker calls its work every interval until it is stopped", () => {
  const clock = new FakeClock();
  let calls = 0;
  const stop = startTicker(clock, 100, () => calls++);
  clock.advance(99);
  expect(calls).toBe(0);
  clock.advance(1);
  clock.advance(100);
  expect(calls).toBe(2);
  stop();
  clock.advance(1000);
  expect(calls).toBe(2);
});
