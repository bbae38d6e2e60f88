import { expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { AppError } from "@signalbox/errors";
import type { LogEvent } from "@signalbox/telemetry";
import { FailureLog } from "../../src/telemetry/failure-log.js";

test("a flood of failures is a few lines a minute, with the number of those that have none", () => {
  const clock = new FakeClock();
  const lines: LogEvent[] = [];
  const failures = new FailureLog({
    clock,
    log: {
      log: (line) => {
        lines.push(line);
      },
    },
  });
  for (let i = 0; i < 1000; i++) failures.note(new AppError("unavailable", "the store is full"));
  for (let i = 0; i < 1000; i++) failures.note(new AppError("upstream_failed", `number ${i}`));
  failures.note(new AppError("internal", "something\nelse"));
  clock.advance(60_000);
  failures.note(new AppError("unavailable", "the store is full"));

  expect(lines.map(({ message }) => message)).toEqual([
    "A request failed: unavailable: the store is full",
    ...[0, 1, 2, 3, 4].map((at) => `A request failed: upstream_failed: number ${at}`),
    expect.not.stringContaining("\n"),
    "A request failed: unavailable: the store is full (and 999 before it)",
  ]);
});
