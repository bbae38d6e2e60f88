import { expect, test } from "@jest/globals";
import { MemoryLogger } from "@signalbox/telemetry/testing";
import { countedLog, LogCounts } from "../../src/telemetry/counted-log.js";

test("errors and warnings are counted on their way to the log, those of children too", async () => {
  const counts = new LogCounts();
  const inner = new MemoryLogger();
  const log = countedLog(inner, counts);
  for (const level of ["error", "warning", "warning", "notice", "info", "debug"] as const) {
    log.log({ level, event: level, message: level });
  }
  log.child("part").log({ level: "error", event: "deep", message: "deep" });
  expect(counts).toEqual({ errors: 2, warnings: 2 });
  expect(inner.names).toEqual(["error", "warning", "warning", "notice", "info", "debug", "deep"]);
  log.setLevel("notice");
  expect([inner.isDebug, log.isDebug]).toEqual([false, false]);
  await log.close();
  expect(inner.isClosed).toBe(true);
});
