import { expect, test } from "@jest/globals";
import type { Clock } from "@signalbox/clock";
import { FakeClock } from "@signalbox/clock/testing";
import { AppError } from "@signalbox/errors";
import { startAgeing, type AgeingOptions, type Purged } from "../../src/index.js";
import { WrittenStore } from "../ingest/written-store.js";

const HOUR_MS = 3_600_000;
const hoursAgo = (clock: Clock, hours: number): number => (clock.wallMs() - hours * HOUR_MS) * 1000;

/** Turns that others are given pass by themselves, time does not. */
class PatientClock extends FakeClock {
  override soon(fn: () => void): () => void {
    setImmediate(fn);
    return () => undefined;
  }
}

function setUp(more: Partial<AgeingOptions> = {}) {
  const clock = new PatientClock();
  const store = new WrittenStore();
  const purges: Purged[] = [];
  const failures: string[] = [];
  const ageing = startAgeing({
    store,
    clock,
    infoMs: 2 * HOUR_MS,
    pointsMs: 10 * HOUR_MS,
    intervalMs: 30_000,
    onPurged: (purged) => purges.push(purged),
    onFailure: (error) => failures.push(error.code),
    ...more,
  });
  return { clock, store, ageing, purges, failures };
}

function putNode(store: WrittenStore, id: string, tsUs: number): void {
  store.memory.putInfo({ type: "node", id, tsUs, document: "{}", references: [] });
}

const series = { objectType: "node", event: "cpu_util", objectId: "old" };

test("info goes by its own age and points by theirs", async () => {
  const { clock, store, ageing, purges } = setUp();
  putNode(store, "old", hoursAgo(clock, 3));
  putNode(store, "new", hoursAgo(clock, 1));
  store.memory.putPoints(
    series,
    [1, 3, 9, 11].map((hours) => [hoursAgo(clock, hours), hours]),
  );

  await ageing.run();

  expect([store.object("node", "old"), store.object("node", "new")]).toMatchObject([undefined, {}]);
  expect([...store.points("node", "cpu_util", "old").values()]).toEqual([1, 3, 9]);
  expect(purges).toEqual([{ objects: 1, points: 1 }]);
  await ageing.close();
});

test("an object refreshed in time stays", async () => {
  const { clock, store, ageing } = setUp();
  putNode(store, "pc1", hoursAgo(clock, 1.9));
  clock.advance(HOUR_MS * 0.05);
  putNode(store, "pc1", clock.wallMs() * 1000);
  clock.advance(HOUR_MS * 1.9);

  await ageing.run();

  expect(store.object("node", "pc1")).toBeDefined();
  await ageing.close();
});

test("much is removed in slices until nothing is left", async () => {
  const { clock, store, ageing, purges } = setUp({ slices: { objects: 10, points: 7 } });
  for (let at = 0; at < 35; at++) putNode(store, `n${at}`, 0);
  store.memory.putPoints(
    series,
    Array.from({ length: 30 }, (_, at) => [at, at]),
  );

  await ageing.run();

  expect(purges).toEqual([{ objects: 35, points: 30 }]);
  expect(clock.pendingTimers).toBe(1);
  await ageing.close();
});

test("zero keeps for ever", async () => {
  const { store, ageing, purges } = setUp({ infoMs: 0, pointsMs: 0 });
  putNode(store, "old", 0);
  store.memory.putPoints(series, [[0, 1]]);

  await ageing.run();

  expect(purges).toEqual([{ objects: 0, points: 0 }]);
  await ageing.close();
});

test("it looks after each interval, counted from the end of the look before, never twice at once", async () => {
  const looks: (() => void)[] = [];
  const clock = new FakeClock();
  const waiting = (): Promise<number> => new Promise((resolve) => looks.push(() => resolve(0)));
  const store = {
    info: { removeOlderThan: waiting },
    series: { removeBefore: () => Promise.resolve(0) },
  };
  const ageing = startAgeing({ store, clock, infoMs: 1, pointsMs: 1, intervalMs: 1000 });

  clock.advance(999);
  expect(looks).toHaveLength(0);
  clock.advance(1);
  expect(looks).toHaveLength(1);
  clock.advance(10_000);
  expect(looks).toHaveLength(1);

  const ended = ageing.run();
  looks[0]?.();
  await ended;
  clock.advance(999);
  expect(looks).toHaveLength(1);
  clock.advance(1);
  expect(looks).toHaveLength(2);
  looks[1]?.();
  await ageing.close();
});

test("a failure is told, and the next look goes on", async () => {
  const { clock, store, ageing, failures, purges } = setUp();
  putNode(store, "old", 0);
  store.failure = new AppError("unavailable", "the store is busy");
  await ageing.run();
  store.failure = undefined;

  clock.advance(30_000);
  await ageing.run();

  expect(failures).toEqual(["unavailable"]);
  expect(purges).toEqual([{ objects: 1, points: 0 }]);
  await ageing.close();
});

test("closing ends the look after its slice and leaves no timer", async () => {
  const { clock, store, ageing } = setUp({ slices: { objects: 1, points: 1 } });
  for (let at = 0; at < 1000; at++) putNode(store, `n${at}`, 0);

  void ageing.run();
  await ageing.close();

  expect(store.memory.objects.size).toBeGreaterThan(990);
  expect(clock.pendingTimers).toBe(0);
  await ageing.run();
  expect(store.memory.objects.size).toBeGreaterThan(990);
});
