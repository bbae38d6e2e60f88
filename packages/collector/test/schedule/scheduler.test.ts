import { describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { backoffMs } from "../../src/schedule/backoff.js";
import type { RunKind, RunOutcome, ScheduledStore } from "../../src/schedule/run-outcome.js";
import { Scheduler, type SchedulerOptions } from "../../src/schedule/scheduler.js";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function anOutcome(more: Partial<RunOutcome> = {}, tookMs = 1): RunOutcome {
  const isFailed = more.blame === "store" || more.blame === "own";
  return {
    report: {
      startedMs: 0,
      tookMs,
      outcome: isFailed ? "failed" : "ok",
      problems: [],
      requests: 1,
      written: 0,
    },
    blame: "nobody",
    pollEveryMs: MINUTE_MS,
    wantsCrawl: false,
    ...more,
  };
}

/** A store whose runs end when the test says so, or at once. */
class AStore implements ScheduledStore {
  readonly runs: string[] = [];
  outcome: RunOutcome = anOutcome();
  isHeld = false;
  isClosed = false;
  readonly #held: (() => void)[] = [];

  constructor(
    readonly id: string,
    readonly clock: FakeClock,
  ) {}

  crawl(signal: AbortSignal): Promise<RunOutcome> {
    return this.#run("crawl", signal);
  }

  poll(signal: AbortSignal): Promise<RunOutcome> {
    return this.#run("poll", signal);
  }

  probe(signal: AbortSignal): Promise<RunOutcome> {
    return this.#run("probe", signal);
  }

  close(): void {
    this.isClosed = true;
  }

  release(): void {
    for (const release of this.#held.splice(0)) release();
  }

  async #run(kind: RunKind | "probe", signal: AbortSignal): Promise<RunOutcome> {
    this.runs.push(`${kind} ${this.clock.monotonicMs()}`);
    if (this.isHeld) {
      await new Promise<void>((resolve) => {
        this.#held.push(resolve);
        signal.addEventListener("abort", () => resolve());
      });
    }
    return signal.aborted ? anOutcome({ blame: "stopped" }) : this.outcome;
  }
}

function aScheduler(more: Partial<SchedulerOptions> = {}) {
  const clock = new FakeClock();
  const scheduler = new Scheduler({
    clock,
    random: () => 0,
    pacing: { initialMs: 10_000, maxMs: HOUR_MS, minIntervalMs: 10_000, jitter: 0 },
    crawlIntervalMs: 24 * HOUR_MS,
    storesAtOnce: 4,
    circuitFailures: 3,
    ...more,
  });
  const add = (id: string, lastCrawlMs?: number): AStore => {
    const store = new AStore(id, clock);
    scheduler.add(store, lastCrawlMs);
    return store;
  };
  /** Lets what was started end, then moves on. */
  const advance = async (ms: number, stepMs = 1000): Promise<void> => {
    for (let left = ms; left > 0; left -= stepMs) {
      await settle();
      clock.advance(Math.min(stepMs, left));
    }
    await settle();
  };
  return { clock, scheduler, add, advance };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const countOf = ({ runs }: AStore, kind: string): number =>
  runs.filter((run) => run.startsWith(kind)).length;

describe("the scheduler", () => {
  test("crawls a store that it does not know, polls it then at its period, and crawls again a day later", async () => {
    const { scheduler, add, advance } = aScheduler();
    const store = add("a");
    scheduler.look();
    await advance(3 * MINUTE_MS);
    expect(store.runs).toEqual(["crawl 0", "poll 0", "poll 60000", "poll 120000", "poll 180000"]);
    await advance(24 * HOUR_MS, MINUTE_MS);
    expect(countOf(store, "crawl")).toBe(2);
  });

  test("does not crawl again what was crawled before a restart", async () => {
    const { clock, scheduler, add, advance } = aScheduler();
    const store = add("a", clock.wallMs() - 20 * HOUR_MS);
    scheduler.look();
    await advance(MINUTE_MS);
    expect(countOf(store, "crawl")).toBe(0);
    expect(countOf(store, "poll")).toBe(2);
    await advance(4 * HOUR_MS, MINUTE_MS);
    expect(countOf(store, "crawl")).toBe(1);
  });

  test("never runs the same thing of a store twice at once", async () => {
    const { clock, scheduler, add, advance } = aScheduler();
    const store = add("a", clock.wallMs());
    store.isHeld = true;
    scheduler.look();
    await advance(10 * MINUTE_MS);
    expect(countOf(store, "poll")).toBe(1);
    store.release();
    await advance(1000);
    expect(countOf(store, "poll")).toBe(2);
  });

  test("waits longer after each failure, up to a limit, and not at all after a success", async () => {
    const { clock, scheduler, add, advance } = aScheduler({ circuitFailures: 100 });
    const store = add("a", clock.wallMs());
    store.outcome = anOutcome({ blame: "store" });
    scheduler.look();
    await advance(2 * MINUTE_MS);
    // Half of 10, 20, 40, 80 s, for a chance of 0.
    expect(store.runs).toEqual(["poll 0", "poll 5000", "poll 15000", "poll 35000", "poll 75000"]);
    await advance(8 * HOUR_MS, MINUTE_MS);
    const before = countOf(store, "poll");
    await advance(HOUR_MS, MINUTE_MS);
    expect(countOf(store, "poll") - before).toBe(2);
    store.outcome = anOutcome();
    await advance(HOUR_MS, MINUTE_MS);
    expect(countOf(store, "poll")).toBeGreaterThan(before + 25);
  });

  test("asks a store that failed often by one request, and reads it again once that is answered", async () => {
    const { clock, scheduler, add, advance } = aScheduler();
    const store = add("a", clock.wallMs());
    store.outcome = anOutcome({ blame: "store" });
    scheduler.look();
    await advance(5 * MINUTE_MS);
    expect(countOf(store, "poll")).toBe(3);
    expect(countOf(store, "probe")).toBeGreaterThan(1);
    store.outcome = anOutcome();
    await advance(5 * MINUTE_MS);
    const last = store.runs.filter((run) => run.startsWith("probe")).length;
    await advance(5 * MINUTE_MS);
    expect(countOf(store, "probe")).toBe(last);
    expect(countOf(store, "poll")).toBeGreaterThan(6);
  });

  test("does not take a failure of our own store for one of the store", async () => {
    const { clock, scheduler, add, advance } = aScheduler();
    const store = add("a", clock.wallMs());
    store.outcome = anOutcome({ blame: "own" });
    scheduler.look();
    await advance(10 * MINUTE_MS);
    expect(countOf(store, "probe")).toBe(0);
    expect(countOf(store, "poll")).toBeGreaterThan(4);
  });

  test("lets stores that hang or fail take half of the room only", async () => {
    const { clock, scheduler, add, advance } = aScheduler({ storesAtOnce: 4 });
    const good = add("good", clock.wallMs());
    scheduler.look();
    await advance(1000);
    const bad = Array.from({ length: 20 }, (_, index) => add(`bad-${index}`, clock.wallMs()));
    for (const store of bad) store.isHeld = true;
    scheduler.look();
    await advance(10 * MINUTE_MS);
    expect(bad.filter(({ runs }) => runs.length > 0)).toHaveLength(2);
    expect(good.runs).toHaveLength(11);
  });

  test("runs what somebody asks for at once, and answers with its report", async () => {
    const { clock, scheduler, add, advance } = aScheduler();
    const store = add("a", clock.wallMs());
    scheduler.look();
    await advance(1000);
    const report = scheduler.runNow("a", "crawl");
    await settle();
    expect(await report).toMatchObject({ outcome: "ok" });
    expect(countOf(store, "crawl")).toBe(1);
    await expect(scheduler.runNow("zz", "poll")).rejects.toMatchObject({ code: "not_found" });
  });

  test("crawls early when a store tells of what the inventory does not have", async () => {
    const { clock, scheduler, add, advance } = aScheduler();
    const store = add("a", clock.wallMs());
    store.outcome = anOutcome({ wantsCrawl: true });
    scheduler.look();
    await advance(1000);
    expect(countOf(store, "crawl")).toBe(1);
    await advance(HOUR_MS, MINUTE_MS);
    expect(countOf(store, "crawl")).toBeLessThanOrEqual(2);
  });

  test("does not poll what has no series until it was crawled again", async () => {
    const { scheduler, add, advance } = aScheduler();
    const store = add("a");
    store.outcome = anOutcome({ pollEveryMs: undefined });
    scheduler.look();
    await advance(HOUR_MS, MINUTE_MS);
    expect(store.runs).toEqual(["crawl 0", "poll 0"]);
  });

  test("ends what is under way when it closes, and leaves no timer", async () => {
    const { clock, scheduler, add, advance } = aScheduler();
    const store = add("a", clock.wallMs());
    store.isHeld = true;
    scheduler.look();
    await advance(1000);
    const asked = scheduler.runNow("a", "crawl");
    await scheduler.close();
    expect(await asked).toMatchObject({ outcome: "ok" });
    expect(store.isClosed).toBe(true);
    expect(clock.pendingTimers).toBe(0);
    await expect(scheduler.runNow("a", "poll")).rejects.toMatchObject({ code: "not_found" });
  });

  test("has one timer, however many stores", async () => {
    const { clock, scheduler, add, advance } = aScheduler({ storesAtOnce: 50 });
    for (let index = 0; index < 500; index += 1) add(`s${index}`, clock.wallMs());
    scheduler.look();
    await advance(1000);
    expect(clock.pendingTimers).toBe(1);
  });
});

test("a pause after failures is between half and all of a doubling time", () => {
  const pacing = { initialMs: 1000, maxMs: 8000, minIntervalMs: 0, jitter: 0 };
  const pauses = [1, 2, 3, 4, 5, 2000].map((failures) => [
    backoffMs(failures, pacing, () => 0),
    backoffMs(failures, pacing, () => 1),
  ]);
  expect(pauses).toEqual([
    [500, 1000],
    [1000, 2000],
    [2000, 4000],
    [4000, 8000],
    [4000, 8000],
    [4000, 8000],
  ]);
});
