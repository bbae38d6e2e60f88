import type { Cancel, Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import type { RunReport } from "../status/store-status.js";
import { backoffMs, pollIntervalMs, type Pacing } from "./backoff.js";
import type { RunKind, RunOutcome, ScheduledStore } from "./run-outcome.js";
import { ScheduledEntry, type Lane } from "./scheduled-entry.js";

export interface SchedulerOptions {
  readonly clock: Clock;
  /** 0 <= x < 1. */
  readonly random: () => number;
  readonly pacing: Pacing;
  readonly crawlIntervalMs: number;
  /** Stores read at once; at most half of them by crawls and by stores that fail or are slow. */
  readonly storesAtOnce: number;
  /** Failures in a row after which a store is asked by one request only until it answers. */
  readonly circuitFailures: number;
  /** Told of each run; a failure in it is a mistake of the program. */
  readonly onRun?: (entry: ScheduledEntry, kind: RunKind, outcome: RunOutcome) => void;
}

const SLOW_MS = 10_000;
/** A store whose answers ask for a crawl gets one this long after the last one, or a 24th of the interval. */
const LEAST_CRAWL_PAUSE_MS = 600_000;
/** Of the interval, after a crawl that could not read everything. */
const PARTIAL_CRAWL_SHARE = 0.25;

/**
 * Runs crawls and polls of all stores, each when it is due. One timer for all; a store that fails waits longer each time, and one that is
 * slow only ever waits for others like it.
 */
export class Scheduler {
  readonly #entries = new Map<string, ScheduledEntry>();
  readonly #running = new Set<Promise<unknown>>();
  #fast = 0;
  #slow = 0;
  #cancel: Cancel = () => undefined;
  #isClosed = false;

  constructor(readonly options: SchedulerOptions) {}

  /**
   * Takes a store in; `look` begins with it.
   *
   * @param lastCrawlMs wall clock, when it was last crawled; it is crawled at once otherwise
   */
  add(store: ScheduledStore, lastCrawlMs?: number): ScheduledEntry {
    const { clock, random, pacing, crawlIntervalMs } = this.options;
    const nowMs = clock.monotonicMs();
    const sinceMs = lastCrawlMs === undefined ? Infinity : clock.wallMs() - lastCrawlMs;
    const crawlDueMs = nowMs + Math.max(crawlIntervalMs - Math.max(sinceMs, 0), 0);
    const spreadMs = random() * pacing.minIntervalMs;
    const entry = new ScheduledEntry(store, {
      crawlDueMs,
      // What was never crawled has nothing to poll.
      pollDueMs: lastCrawlMs === undefined ? Infinity : nowMs + spreadMs,
    });
    this.#entries.set(store.id, entry);
    return entry;
  }

  /** Ends what is under way for it; resolves when that has ended. */
  async remove(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#entries.delete(id);
    entry.stop.abort();
    for (const { waiting, running } of entry.lanes) {
      // Who waits for what is under way hears how it ended.
      if (!running) for (const tell of waiting.splice(0)) tell(gone(id));
    }
    for (const { running } of entry.lanes) await running;
    entry.store.close();
  }

  /** Runs it now, whatever its circuit says; resolves with that run, or the one under way. @throws AppError */
  runNow(id: string, kind: RunKind): Promise<RunReport> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return Promise.reject(gone(id));
    if (this.#isClosed) return Promise.reject(new AppError("unavailable", "the collector stops"));
    const lane = entry[kind];
    if (lane.running) return lane.running.then(({ report }) => report);
    return new Promise((resolve, reject) => {
      lane.waiting.push((answer) => {
        if (answer instanceof Error) reject(answer);
        else resolve(answer);
      });
      this.look();
    });
  }

  /** Ends all runs after what they are writing. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel();
    await Promise.all([...this.#entries.keys()].map((id) => this.remove(id)));
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Starts what is due, as far as there is room, and waits for what is due next. */
  look(): void {
    this.#cancel();
    if (this.#isClosed) return;
    const nowMs = this.options.clock.monotonicMs();
    const due: { entry: ScheduledEntry; lane: Lane; dueMs: number }[] = [];
    let nextMs = Infinity;
    for (const entry of this.#entries.values()) {
      for (const lane of entry.lanes) {
        if (lane.running) continue;
        const dueMs = entry.dueMs(lane);
        if (dueMs <= nowMs) due.push({ entry, lane, dueMs });
        else if (dueMs < nextMs) nextMs = dueMs;
      }
    }
    due.sort((one, other) => one.dueMs - other.dueMs);
    for (const { entry, lane } of due) this.#startIfRoom(entry, lane);
    if (nextMs === Infinity) return;
    this.#cancel = this.options.clock.after(nextMs - nowMs, () => this.look());
  }

  #startIfRoom(entry: ScheduledEntry, lane: Lane): void {
    const { storesAtOnce, circuitFailures } = this.options;
    const isOpen = entry.circuit(circuitFailures) !== "closed";
    if (isOpen && entry.lanes.some(({ running }) => running !== undefined)) return;
    const isSlow = isSlowRun(entry, lane);
    if (this.#fast + this.#slow >= storesAtOnce) return;
    if (isSlow && this.#slow >= Math.max(1, Math.floor(storesAtOnce / 2))) return;
    this.#start(entry, lane, isSlow);
  }

  #start(entry: ScheduledEntry, lane: Lane, isSlow: boolean): void {
    if (isSlow) this.#slow += 1;
    else this.#fast += 1;
    const startedMs = this.options.clock.monotonicMs();
    const running = this.#run(entry, lane.kind);
    lane.running = running;
    const ended = running.then((outcome) => {
      if (isSlow) this.#slow -= 1;
      else this.#fast -= 1;
      lane.running = undefined;
      lane.last = outcome.report;
      this.#reckon(entry, lane, { outcome, startedMs });
      for (const tell of lane.waiting.splice(0)) tell(outcome.report);
      this.options.onRun?.(entry, lane.kind, outcome);
      this.#running.delete(ended);
      this.look();
    });
    this.#running.add(ended);
  }

  async #run(entry: ScheduledEntry, kind: RunKind): Promise<RunOutcome> {
    const { store, stop } = entry;
    if (entry.failures >= this.options.circuitFailures) {
      entry.isProbing = true;
      const probe = await store.probe(stop.signal);
      entry.isProbing = false;
      if (probe.blame !== "nobody") return probe;
    }
    return store[kind](stop.signal);
  }

  /** When this is done again, and the other thing. */
  #reckon(
    entry: ScheduledEntry,
    lane: Lane,
    { outcome, startedMs }: { outcome: RunOutcome; startedMs: number },
  ): void {
    const { clock, random, pacing } = this.options;
    const nowMs = clock.monotonicMs();
    if (outcome.blame === "stopped") return;
    if (outcome.blame === "store" || outcome.blame === "own") {
      const failures = outcome.blame === "own" ? ++entry.ownFailures : ++entry.failures;
      lane.dueMs = nowMs;
      entry.blockedUntilMs = nowMs + backoffMs(failures, pacing, random);
      return;
    }
    entry.failures = 0;
    entry.ownFailures = 0;
    entry.blockedUntilMs = -Infinity;
    if (lane.kind === "crawl") this.#afterCrawl(entry, outcome, nowMs);
    else this.#afterPoll(entry, outcome, { nowMs, startedMs });
  }

  #afterCrawl(entry: ScheduledEntry, { report }: RunOutcome, nowMs: number): void {
    const { random, pacing, crawlIntervalMs } = this.options;
    const share = report.outcome === "partial" ? PARTIAL_CRAWL_SHARE : 1;
    entry.crawl.dueMs = nowMs + crawlIntervalMs * share * (1 - pacing.jitter * random());
    entry.poll.dueMs = Math.min(entry.poll.dueMs, nowMs);
  }

  #afterPoll(
    entry: ScheduledEntry,
    { pollEveryMs, wantsCrawl }: RunOutcome,
    { nowMs, startedMs }: { nowMs: number; startedMs: number },
  ): void {
    const { random, pacing, crawlIntervalMs } = this.options;
    entry.poll.dueMs =
      pollEveryMs === undefined
        ? Infinity
        : Math.max(startedMs + pollIntervalMs(pollEveryMs, pacing, random), nowMs);
    if (!wantsCrawl) return;
    const pauseMs = Math.max(crawlIntervalMs / 24, LEAST_CRAWL_PAUSE_MS);
    const isNew = entry.crawl.last === undefined;
    entry.crawl.dueMs = Math.min(entry.crawl.dueMs, nowMs + (isNew ? 0 : pauseMs));
  }
}

/** What takes long, or may. */
function isSlowRun(entry: ScheduledEntry, lane: Lane): boolean {
  if (lane.kind === "crawl" || entry.failures > 0 || lane.last === undefined) return true;
  return lane.last.tookMs > SLOW_MS;
}

const gone = (id: string): AppError =>
  new AppError("not_found", `there is no store ${JSON.stringify(id)}`);
