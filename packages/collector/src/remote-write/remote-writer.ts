import { sleep, type Cancel, type Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import type { KeyValueStore, SeriesPoints, SeriesStore } from "@signalbox/timeseries-store";
import type { PointListener } from "../poll/point-listener.js";
import { catchUp } from "./catch-up.js";
import { DeliveryMarks, type Undelivered } from "./delivery-marks.js";
import type { Receiver } from "./receiver.js";
import { forEachSample, SampleBatch } from "./sample-batch.js";
import { SampleQueue } from "./sample-queue.js";
import { SeriesTable } from "./series-table.js";
import { writeRequest } from "./write-request.js";

/** Why points did not reach the receiver: it will never take them, there was no room for them, or there are too many series. */
export type DropReason = "refused" | "overflow" | "series";

/** What the shell counts. Calls are synchronous and must not throw. */
export interface RemoteWriteObserver {
  onSent?(points: number): void;
  /** With catching up, `overflow` is no loss: those points are sent from the store. */
  onDropped?(points: number, reason: DropReason): void;
  /** A request, a look into the store or a mark failed and is tried again, or a request was refused. */
  onFailure?(reason: string): void;
}

export interface RemoteWriterOptions {
  readonly receiver: Receiver;
  /** Where points are read that could not be sent, and marks are kept. */
  readonly store: {
    readonly series: Pick<SeriesStore, "list" | "read">;
    readonly values: Pick<KeyValueStore, "entries" | "put">;
  };
  /** Points that wait; above, the oldest make room. 20 bytes each. */
  readonly maxWaitingPoints: number;
  /** Points in one request. */
  readonly batchPoints: number;
  /** How far back points are sent from the store that were not sent when the process ended, or made room. 0: never. */
  readonly catchUpMs: number;
  readonly clock: Clock;
  /** 0 <= x < 1. */
  readonly random: () => number;
  readonly observer?: RemoteWriteObserver;
  /** Pause after the first failure; it doubles, with jitter, up to `maxPauseMs`. Default 1 s. */
  readonly firstPauseMs?: number;
  /** Default 1 minute. A receiver may ask for up to ten times as much. */
  readonly maxPauseMs?: number;
  /** Time between two writings of the marks. Default 10 s. */
  readonly saveIntervalMs?: number;
  /** Default 2,000,000. */
  readonly maxSeries?: number;
}

const FIRST_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 60_000;
const SAVE_INTERVAL_MS = 10_000;
const MAX_SERIES = 2_000_000;
const MAX_ASKED_PAUSES = 10;

/**
 * Sends new points to a Prometheus-compatible receiver: one request at a time, so that the points of a series keep their order; again
 * and again while the receiver does not answer. What was not sent when the process ended is sent after the next start, so each point
 * arrives at least once, and perhaps twice.
 */
export class RemoteWriter {
  readonly #options: RemoteWriterOptions;
  readonly #table: SeriesTable;
  readonly #marks: DeliveryMarks;
  readonly #queue: SampleQueue;
  readonly #batch: SampleBatch;
  readonly #end = new AbortController();
  readonly #catchesUp: boolean;
  #isBehind = false;
  #wake: () => void = () => undefined;
  #savedAtMs = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(options: RemoteWriterOptions) {
    this.#options = options;
    this.#catchesUp = options.catchUpMs > 0;
    this.#table = new SeriesTable(options.maxSeries ?? MAX_SERIES);
    this.#marks = new DeliveryMarks(this.#table, options.store.values);
    this.#queue = new SampleQueue(options.maxWaitingPoints, (series, tsUs) =>
      this.#giveUp(series, tsUs),
    );
    this.#batch = new SampleBatch(options.batchPoints);
  }

  /** Points that wait, without those of the request under way. */
  get waitingPoints(): number {
    return this.#queue.points;
  }

  /** Takes new points; they must be in the store already. */
  readonly listener: PointListener = (batch) => {
    for (const points of batch) this.#take(points);
    this.#wake();
  };

  /**
   * Begins to send. No point must be stored before this resolves: what a process that is killed leaves behind is known from then on.
   *
   * @throws AppError as the store does
   */
  async start(): Promise<void> {
    if (this.#catchesUp) await this.#marks.load();
    this.#isBehind = this.#catchesUp;
    this.#savedAtMs = this.#options.clock.monotonicMs();
    this.#running = this.#run();
  }

  /** Ends after the request under way is broken off; what waits is left for the next start. The receiver is closed, too. */
  async close(): Promise<void> {
    this.#end.abort();
    this.#wake();
    await this.#running;
    this.#options.receiver.close();
  }

  #take({ series, ts, values }: SeriesPoints): void {
    const number = this.#table.numberOf(series);
    if (number === undefined) {
      this.#options.observer?.onDropped?.(ts.length, "series");
      return;
    }
    for (let at = 0; at < ts.length; at += 1)
      this.#queue.push(number, ts[at] ?? 0, values[at] ?? 0);
  }

  /** The oldest point makes room; it is still in the store. */
  #giveUp(series: number, tsUs: number): void {
    this.#options.observer?.onDropped?.(1, "overflow");
    if (!this.#catchesUp) return;
    this.#marks.addHole(series, tsUs);
    this.#isBehind = true;
  }

  async #run(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      if (this.#isBehind) await this.#untilDone(() => this.#catchUp());
      else if (this.#queue.points > 0) await this.#untilDone(() => this.#sendWaiting());
      else await this.#untilWork();
      await this.#saveNowAndThen();
    }
    await this.#save((tell) => this.#marks.close(tell));
  }

  /** Does `work` until it succeeds or all ends. */
  async #untilDone(work: () => Promise<void>): Promise<void> {
    for (let failures = 1; ; failures += 1) {
      try {
        await work();
        return;
      } catch (reason) {
        if (this.#hasEnded()) return;
        this.#options.observer?.onFailure?.(AppError.from(reason).message);
        await this.#pause(failures);
        if (this.#hasEnded()) return;
      }
    }
  }

  async #sendWaiting(): Promise<void> {
    this.#queue.moveTo(this.#batch);
    await this.#flush();
  }

  /** Everything that waits is in the store, too, and is read from there with what is missing. */
  async #catchUp(): Promise<void> {
    const { store, clock, catchUpMs } = this.#options;
    this.#isBehind = false;
    this.#queue.forEach((series, tsUs) => this.#marks.addHole(series, tsUs));
    this.#queue.clear();
    try {
      await catchUp({
        store: store.series,
        table: this.#table,
        marks: this.#marks,
        notBeforeUs: Math.floor((clock.wallMs() - catchUpMs) * 1000),
        deliver: (series, tsUs, value) => {
          this.#batch.add(series, tsUs, value);
          return this.#batch.isFull ? this.#flush() : undefined;
        },
        flush: () => this.#flush(),
      });
    } catch (error) {
      this.#isBehind = true;
      this.#batch.clear();
      throw error;
    }
  }

  /** Sends what is in the batch until it is taken or refused. @throws the signal's reason when all ends before */
  async #flush(): Promise<void> {
    const { observer } = this.#options;
    if (this.#batch.count === 0) return;
    const samples = this.#batch.samples();
    const isTaken = await this.#post(writeRequest(samples, this.#table));
    if (isTaken) observer?.onSent?.(samples.ts.length);
    else observer?.onDropped?.(samples.ts.length, "refused");
    if (this.#catchesUp)
      forEachSample(samples, (series, tsUs) => this.#marks.onDelivered(series, tsUs));
    this.#batch.clear();
    await this.#saveNowAndThen();
  }

  async #post(body: Buffer): Promise<boolean> {
    const { receiver, observer } = this.#options;
    for (let failures = 1; ; failures += 1) {
      this.#end.signal.throwIfAborted();
      const delivery = await receiver.post(body, this.#end.signal);
      if (delivery.kind === "sent") return true;
      observer?.onFailure?.(delivery.reason);
      if (delivery.kind === "refused") return false;
      await this.#pause(failures, delivery.retryAfterMs);
    }
  }

  #hasEnded(): boolean {
    return this.#end.signal.aborted;
  }

  async #pause(failures: number, askedMs = 0): Promise<void> {
    const { clock, random } = this.#options;
    const { firstPauseMs = FIRST_PAUSE_MS, maxPauseMs = MAX_PAUSE_MS } = this.#options;
    const fullMs = Math.min(maxPauseMs, firstPauseMs * 2 ** Math.min(failures - 1, 30));
    // Half of it by chance, so that not all senders come back together.
    const ownMs = fullMs / 2 + (random() * fullMs) / 2;
    const pauseMs = Math.max(ownMs, Math.min(askedMs, maxPauseMs * MAX_ASKED_PAUSES));
    await sleep(clock, pauseMs, this.#end.signal).catch(() => undefined);
  }

  /** Until there is something to send, or to save. */
  #untilWork(): Promise<void> {
    const { clock, saveIntervalMs = SAVE_INTERVAL_MS } = this.#options;
    return new Promise((resolve) => {
      let cancel: Cancel = () => undefined;
      const go = (): void => {
        cancel();
        this.#wake = () => undefined;
        resolve();
      };
      if (this.#catchesUp && this.#marks.hasChanges) cancel = clock.after(saveIntervalMs, go);
      this.#wake = go;
      if (this.#end.signal.aborted) go();
    });
  }

  async #saveNowAndThen(): Promise<void> {
    const { clock, saveIntervalMs = SAVE_INTERVAL_MS } = this.#options;
    const isDue = clock.monotonicMs() - this.#savedAtMs >= saveIntervalMs;
    if (isDue && this.#marks.hasChanges) await this.#save();
  }

  async #save(write = (undelivered: Undelivered) => this.#marks.save(undelivered)): Promise<void> {
    const { clock, observer } = this.#options;
    this.#savedAtMs = clock.monotonicMs();
    if (!this.#catchesUp) return;
    try {
      await write((tell) => {
        forEachSample(this.#batch.samples(), tell);
        this.#queue.forEach(tell);
      });
    } catch (reason) {
      observer?.onFailure?.(AppError.from(reason).message);
    }
  }
}
