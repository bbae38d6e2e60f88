import { describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { AppError } from "@signalbox/errors";
import type { SeriesPoints } from "@signalbox/timeseries-store";
import { MemoryStore } from "../support/memory-store.js";
import { APoller, HOUR_US, MINUTE_US, someSettings } from "./a-poller.js";
import { SimulatedSource, type Fault } from "./simulated-source.js";

const CPU = { source: "site", objectType: "node", event: "cpu_util" } as const;

function aRun(
  ids: readonly string[] = ["a"],
  more: Partial<ConstructorParameters<typeof APoller>[0]> = {},
) {
  const clock = new FakeClock();
  const store = new MemoryStore();
  const source = new SimulatedSource();
  const nowUs = (): number => clock.wallMs() * 1000;
  source.nowUs = nowUs;
  const heard: SeriesPoints[] = [];
  const listener = (batch: readonly SeriesPoints[]): void => void heard.push(...batch);
  const poller = new APoller({ clock, store, source, ids, listener, ...more });
  /** Points each minute of the last hours. */
  const publish = (id: string, hours: number, visibleUs = 0): void => {
    const points = Array.from({ length: hours * 60 }, (_, minute) => ({
      ts: nowUs() - hours * HOUR_US + minute * MINUTE_US,
      value: minute,
      visibleUs,
    }));
    source.publish("cpu_util", id, points);
  };
  const times = (id: string): readonly number[] =>
    store.pointsOf({ ...CPU, objectId: id }).map(([ts]) => ts);
  return { clock, store, source, poller, publish, times, heard, nowUs };
}

describe("a first poll", () => {
  test("reads the past page by page, oldest first, and no further back than is wanted", async () => {
    const { poller, publish, source, times, nowUs } = aRun();
    publish("a", 60);
    await poller.poll();
    const starts = source.queries.map(({ fromUs }) => fromUs);
    expect(starts[0]).toBe(nowUs() - someSettings.backfillUs);
    expect(starts).toEqual([...starts].sort((one, other) => one - other));
    expect(starts).toHaveLength(13); // 48 hours in pages of 4, and the time that a clock may be ahead.
    expect(times("a")).toHaveLength(48 * 60);
  });

  test("ends at a page that fails, and goes on there: nothing newer is stored before", async () => {
    const { poller, publish, source, times, nowUs } = aRun();
    publish("a", 24);
    const faults: Fault[] = ["none", "none"]; // Before each query, and before its only part.
    for (let page = 0; page < 8; page += 1) faults.push("none", "none");
    faults.push("none", "failed");
    source.fault = () => faults.shift() ?? "none";
    await poller.poll();
    const newest = times("a").at(-1) ?? 0;
    expect(newest).toBeLessThan(nowUs() - 8 * HOUR_US);
    await poller.poll();
    expect(times("a")).toHaveLength(24 * 60);
  });

  test("of one object does not wait for another whose query fails", async () => {
    const { poller, publish, source, times } = aRun(["a", "b", "c", "d"]);
    publish("a", 2);
    publish("d", 2);
    // Three ids in a request: d is asked in the second one of the first page.
    const faults: Fault[] = ["none", "none", "failed"];
    source.fault = () => faults.shift() ?? "none";
    const { counts } = await poller.poll();
    expect(counts.failedQueries).toBe(1);
    expect(times("a")).toHaveLength(120);
    expect(times("d")).toHaveLength(0);
  });
});

describe("a later poll", () => {
  test("asks from a little before the newest point, up to what a clock may be ahead", async () => {
    const { poller, publish, source, nowUs, times } = aRun();
    publish("a", 2);
    await poller.poll();
    const newest = times("a").at(-1) ?? 0;
    source.queries.length = 0;
    await poller.poll();
    expect(source.queries).toEqual([
      expect.objectContaining({
        fromUs: newest - 2 * MINUTE_US,
        toUs: nowUs() + someSettings.futureSkewUs,
      }),
    ]);
  });

  test("finds the newest points again after a restart, without asking for the rest", async () => {
    const { poller, publish, source, times } = aRun(["a", "b"]);
    publish("a", 2);
    publish("b", 2);
    await poller.poll();
    poller.restart();
    source.queries.length = 0;
    await poller.poll();
    expect(source.queries.map(({ fromUs, ids }) => [fromUs, ids])).toEqual([
      [(times("a").at(-1) ?? 0) - 2 * MINUTE_US, ["a", "b"]],
    ]);
  });

  test("does not ask a series without points for all of the past again after a restart", async () => {
    const { poller, publish, source, clock } = aRun(["a", "b"]);
    publish("a", 24);
    await poller.poll();
    clock.advance(2 * 3_600_000);
    await poller.poll();
    source.queries.length = 0;

    poller.restart();
    await poller.poll();

    expect(source.queries.length).toBeLessThan(5);
    expect(source.queries.some(({ ids }) => ids.includes("b"))).toBe(true);
  });

  test("asks a series that is new after a restart for all of the past", async () => {
    const first = aRun(["a"]);
    await first.poller.poll();
    first.publish("b", 40);

    const { clock, store, source } = first;
    const second = new APoller({ clock, store, source, ids: ["a", "b"] });
    await second.poll();

    expect(first.times("b")).toHaveLength(40 * 60);
  });

  test("asks a series that lags from its own newest point", async () => {
    const { poller, publish, source, clock, times, nowUs } = aRun(["a", "b"]);
    publish("a", 3);
    publish("b", 3);
    await poller.poll();
    clock.advance(90 * 60_000);
    const at = nowUs() - MINUTE_US;
    source.publish("cpu_util", "a", [{ ts: at, value: 1, visibleUs: 0 }]);
    await poller.poll();
    source.queries.length = 0;
    await poller.poll();
    const starts = new Map(source.queries.map(({ ids, fromUs }) => [ids[0], fromUs]));
    expect(starts.get("a")).toBe(at - 2 * MINUTE_US);
    expect(starts.get("b")).toBe((times("b").at(-1) ?? 0) - 2 * MINUTE_US);
  });

  test("never begins after the collector's own time, however far ahead a store's clock is", async () => {
    const { poller, source, nowUs } = aRun();
    const ahead = nowUs() + 5 * MINUTE_US;
    source.publish("cpu_util", "a", [{ ts: ahead, value: 1, visibleUs: 0 }]);
    await poller.poll();
    source.queries.length = 0;
    await poller.poll();
    expect(source.queries[0]?.fromUs).toBe(nowUs() - 2 * MINUTE_US);
  });

  test("tells listeners of new points once they are stored, and not of those that it saw before", async () => {
    const { poller, publish, source, heard, nowUs } = aRun();
    publish("a", 1);
    await poller.poll();
    heard.length = 0;
    await poller.poll();
    expect(heard).toEqual([]);
    source.publish("cpu_util", "a", [{ ts: nowUs(), value: 7, visibleUs: 0 }]);
    await poller.poll();
    expect(heard.map(({ ts, values }) => [ts, values])).toEqual([[[nowUs()], [7]]]);
  });
});

describe("points that come late", () => {
  test("are found when the longer past is asked for once more", async () => {
    const { poller, publish, source, clock, times, nowUs } = aRun();
    publish("a", 3);
    await poller.poll();
    const late = nowUs() - 2 * HOUR_US + 1;
    source.publish("cpu_util", "a", [{ ts: late, value: 5, visibleUs: 0 }]);
    await poller.poll();
    expect(times("a")).not.toContain(late);
    clock.advance(someSettings.rescanIntervalMs);
    const { wasRescan } = await poller.poll();
    expect(wasRescan).toBe(true);
    expect(times("a")).toContain(late);
  });

  test("behind a silence are asked for at once, and also when the collector dies in between", async () => {
    const { poller, publish, source, clock, store, times, nowUs } = aRun();
    publish("a", 1);
    await poller.poll();
    // First rescan, so that later ones are not owed anything.
    clock.advance(someSettings.rescanIntervalMs);
    await poller.poll();
    for (let hour = 0; hour < 12; hour += 1) {
      clock.advance(3_600_000);
      await poller.poll();
    }
    const behind = nowUs() - 10 * HOUR_US;
    source.publish("cpu_util", "a", [
      { ts: behind, value: 1, visibleUs: 0 },
      { ts: nowUs(), value: 2, visibleUs: 0 },
    ]);
    let puts = 0;
    store.beforePut = () => {
      puts += 1;
      if (puts > 1) throw new AppError("unavailable", "the process is dying");
    };
    await poller.poll();
    expect(times("a")).toContain(nowUs());
    expect(times("a")).not.toContain(behind);
    store.beforePut = () => undefined;
    poller.restart();
    clock.advance(someSettings.rescanIntervalMs);
    await poller.poll();
    expect(times("a")).toContain(behind);
  });
});

describe("failures", () => {
  test("of our own store acknowledge nothing, and are not the fault of the one that is read", async () => {
    const { poller, publish, store, times, heard } = aRun();
    publish("a", 1);
    store.beforePut = () => {
      throw new AppError("storage_full", "the disk is full");
    };
    const result = await poller.poll();
    expect(result.ownFailure?.code).toBe("storage_full");
    expect(result.counts.failedQueries).toBe(0);
    expect(heard).toEqual([]);
    store.beforePut = () => undefined;
    await poller.poll();
    expect(times("a")).toHaveLength(60);
  });

  test("in a row end the poll: a dead store is not asked hundreds of times", async () => {
    const { poller, source } = aRun(Array.from({ length: 300 }, (_, index) => `n${index}`));
    source.fault = (() => {
      let call = 0;
      return () => (call++ === 0 ? "none" : "failed");
    })();
    const { counts, problems } = await poller.poll();
    expect(counts.failedQueries).toBe(12);
    expect(problems.lines.at(-1)).toBe("gave up after 12 failures in a row");
  });

  test("make queries shorter, and answers longer again", async () => {
    const { poller, publish, source } = aRun();
    publish("a", 1);
    const whole = poller.memory.window.us;
    source.fault = (() => {
      let call = 0;
      return () => (call++ === 0 ? "none" : "failed");
    })();
    await poller.poll();
    expect(poller.memory.window.us).toBe(whole / 2);
    source.fault = () => "none";
    await poller.poll();
    expect(poller.memory.window.us).toBe(whole);
  });

  test("a poll that is stopped ends soon, and what it did not read is read later", async () => {
    const { poller, publish, times } = aRun();
    publish("a", 1);
    poller.stop();
    const { counts } = await poller.poll();
    expect(counts.failedQueries).toBe(0);
    expect(times("a")).toEqual([]);
    poller.restart();
    await poller.poll();
    expect(times("a")).toHaveLength(60);
  });
});
