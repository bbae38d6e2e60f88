import { expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { FailureLog } from "../src/failure-log.js";

const nil = { kind: "error", text: "attempt to index nil" } as const;
const away = { kind: "unavailable", text: "no worker" } as const;

test("a condition that fails at every request is told at once, and again after 10 s with the number", () => {
  const clock = new FakeClock();
  const log = new FailureLog(clock);
  expect(log.line("a", nil)).toBe("attempt to index nil");
  for (let at = 0; at < 500; at += 1) expect(log.line("a", nil)).toBeUndefined();
  clock.advance(10_000);
  expect(log.line("a", nil)).toBe(
    "attempt to index nil (and 500 more times since it was last told)",
  );
});

test("another condition, and another way to fail, is told at once", () => {
  const log = new FailureLog(new FakeClock());
  log.line("a", nil);
  expect(log.line("b", nil)).toBe("attempt to index nil");
  expect(log.line("a", { kind: "deadline", text: "10 ms" })).toBe("deadline: 10 ms");
});

test("that there is no worker is told once for all conditions", () => {
  const log = new FailureLog(new FakeClock());
  expect(log.line("a", away)).toBe("unavailable: no worker");
  expect(log.line("b", away)).toBeUndefined();
});
