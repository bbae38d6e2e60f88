import { expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { repeat } from "../../src/schedule/repeat.js";
import { removeOld } from "../../src/schedule/retention.js";
import { MemoryStore } from "../support/memory-store.js";

const HOUR_MS = 3_600_000;
const series = { source: "s", objectType: "node", event: "cpu_util", objectId: "a" };

test("points older than they are kept are removed in slices, and objects gone for long", async () => {
  const clock = new FakeClock();
  const store = new MemoryStore();
  const nowUs = clock.wallMs() * 1000;
  const ts = Array.from({ length: 25_000 }, (_, index) => nowUs - 2 * HOUR_MS * 1000 - index);
  await store.series.put([{ series, ts: [...ts, nowUs], values: [...ts, 1] }]);
  const object = { source: "s", type: "node", tsUs: 0, document: "{}", references: [] };
  await store.info.put([
    { ...object, id: "old" },
    { ...object, id: "new" },
  ]);
  await store.info.markGone([{ ...object, id: "old" }], nowUs - 3 * HOUR_MS * 1000);
  const removed: [string, number][] = [];
  const onRemoved = (kind: string, count: number): void => void removed.push([kind, count]);
  const kept = { pointsMs: HOUR_MS, goneInfoMs: HOUR_MS };
  await removeOld({ store, clock, ...kept, onRemoved }, new AbortController().signal);
  expect(removed).toEqual([
    ["points", 10_000],
    ["points", 10_000],
    ["points", 5000],
    ["info", 1],
  ]);
  expect(store.pointsOf(series)).toEqual([[nowUs, 1]]);
});

test("nothing is removed where there is no limit", async () => {
  const store = new MemoryStore();
  const clock = new FakeClock();
  await store.series.put([{ series, ts: [1], values: [1] }]);
  const options = { store, clock, pointsMs: 0, goneInfoMs: 0, onRemoved: () => undefined };
  await removeOld(options, new AbortController().signal);
  expect(store.pointsOf(series)).toHaveLength(1);
});

test("work that repeats waits from its end, can be called early, and never runs twice at once", async () => {
  const clock = new FakeClock();
  let running = 0;
  let most = 0;
  let times = 0;
  const task = repeat(clock, async () => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    times += 1;
    running -= 1;
    return 1000;
  });
  await Promise.all([task.now(), task.now(), task.now()]);
  expect([times, most, clock.pendingTimers]).toEqual([3, 1, 1]);
  clock.advance(1000);
  await task.stop();
  expect([times, clock.pendingTimers]).toEqual([3, 0]);
});
