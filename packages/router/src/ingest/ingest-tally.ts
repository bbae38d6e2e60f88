import {
  addLines,
  countLines,
  LINE_RESULTS,
  type BatchOutcome,
  type JsonReading,
  type LineReport,
  type LineResult,
} from "@signalbox/telegraf-ingest";
import type { MessageReport } from "@signalbox/selection-input";

const MAX_FAULTS = 10;

/** Counts of lines, JSON records and hosts by what became of them. */
export type LineCounts = Record<LineResult, number>;

export function noLines(): LineCounts {
  return { ok: 0, bad: 0, stale: 0, future: 0, unknown: 0 };
}

/** What became of one request, gathered while it is read. */
export class IngestTally {
  readonly lines: LineCounts = noLines();
  /** Hosts whose samples were good and whose nested object the selection input did not take, for want of room. */
  refusedHosts = 0;
  /** The first fault of the body's own, which its sender has to hear of; that of a host is told with the host. */
  bodyFault: string | undefined;
  readonly #faults: string[] = [];
  readonly #onHostRefused: (host: string, text: string) => void;

  /** @param onHostRefused told of each host the selection input refuses, up to its bound; `host` is one line */
  constructor(onHostRefused: (host: string, text: string) => void) {
    this.#onHostRefused = onHostRefused;
  }

  /** What was wrong: the first few, one line each. */
  get faults(): readonly string[] {
    return this.#faults;
  }

  /** Everything was taken, or was known already. */
  get isAllTaken(): boolean {
    const notTaken = LINE_RESULTS.some((result) => result !== "ok" && this.lines[result] > 0);
    return !notTaken && this.refusedHosts === 0;
  }

  addBatch(outcome: BatchOutcome): void {
    addLines(this.lines, countLines(outcome, 0));
    for (const fault of outcome.faults) this.#blame(fault);
    const { over_limit: roomless } = outcome.counts;
    if (roomless > 0) this.#blame(`no room for ${roomless} samples of new series`);
  }

  addUnreadLines({ bad, errors }: LineReport): void {
    this.lines.bad += bad;
    for (const { line, text } of errors) this.#blame(`line ${line}: ${text}`);
  }

  addUnreadRecords({ bad, errors }: JsonReading): void {
    this.lines.bad += bad;
    for (const { text } of errors) this.#blame(text);
  }

  /** @param fault why a JSON record, or all that follows, was not looked at */
  addLostRecord(fault: string): void {
    this.lines.bad++;
    this.#blame(fault);
  }

  /** Hosts that came nested: each counts as a line. */
  addNested(report: MessageReport): void {
    const future = this.#noteRefusals(report);
    this.lines.ok += report.accepted;
    this.lines.stale += report.older;
    this.lines.future += future;
    this.lines.bad += report.refused - future;
  }

  /** Hosts made of samples, which are counted already. */
  addNews(report: MessageReport): void {
    this.#noteRefusals(report);
    this.refusedHosts += report.refused;
  }

  /** @returns how many of the refusals that are told in words are for a time ahead of ours */
  #noteRefusals({ refusals }: MessageReport): number {
    let future = 0;
    for (const { host, error } of refusals) {
      if (error.reason === "future_timestamp") future++;
      this.#describe(error.message);
      this.#onHostRefused(host, error.message);
    }
    return future;
  }

  #blame(fault: string): void {
    this.bodyFault ??= fault;
    this.#describe(fault);
  }

  #describe(fault: string): void {
    if (this.#faults.length < MAX_FAULTS) this.#faults.push(fault);
  }
}
