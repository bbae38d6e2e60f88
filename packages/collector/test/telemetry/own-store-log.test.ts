import { expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { MemoryLogger } from "@signalbox/telemetry/testing";
import { OwnStoreLog } from "../../src/telemetry/own-store-log.js";

test("a store of ours that is away is told once a minute, and once when it is back", () => {
  const clock = new FakeClock();
  const log = new MemoryLogger();
  const ownStore = new OwnStoreLog({ clock, log });
  for (let second = 0; second < 120; second += 1) {
    for (let store = 0; store < 300; store += 1) ownStore.failed("own store: cannot be reached");
    clock.advance(1_000);
  }
  ownStore.worked();
  clock.advance(10_000);
  ownStore.worked();
  ownStore.worked();

  expect(log.events.map(({ event, fields }) => [event, fields?.["failures"]])).toEqual([
    ["own_store_failed", 1],
    ["own_store_failed", 18_001],
    ["own_store_recovered", 36_000],
  ]);
});
