import { AppError } from "@signalbox/errors";
import type { Clock } from "@signalbox/clock";
import type { ChangeFeed } from "./change-feed.js";
import type { HostCheck } from "./host-check.js";
import { overLimit } from "./host-room.js";
import type { InputObject, InputValue } from "./input-value.js";
import type { SelectionInputLimits } from "./limits.js";
import { merge } from "./merge.js";
import { ReportBuilder, type MessageReport } from "./message-report.js";
import type { Node, Written } from "./node.js";
import type { InputObserver } from "./observer.js";
import type { Part } from "./part.js";
import { readPart } from "./read-part.js";
import { readBelow } from "./reading.js";
import { InputRefused, type Refusal } from "./refusal.js";
import { rewrite } from "./rewrite.js";
import { joinOutcomes, WriteLog, type InputPath, type WriteOutcome } from "./write-log.js";

export interface TimestampedInputOptions {
  readonly clock: Clock;
  readonly part: Part;
  readonly feed: ChangeFeed;
  readonly check: HostCheck;
  readonly limits: SelectionInputLimits;
  readonly observer: InputObserver;
}

/**
 * Metrics of hosts. Every leaf lives for `timeoutMs` from the arrival, by our monotonic clock, of the last message that
 * carried it (cdn-router 6.6; by leaf is our decision), so what a host no longer reports disappears, and a host whose
 * data comes in two messages keeps both halves.
 */
export class TimestampedInput {
  readonly #options: TimestampedInputOptions;

  constructor(options: TimestampedInputOptions) {
    this.#options = options;
  }

  /** The value at `path`, without the plain part; `{}` for the root when nothing is held. */
  at(path: InputPath): InputValue | undefined {
    return readPart(this.#options.part, path, this.#options.clock.monotonicMs());
  }

  get timeoutMs(): number {
    return this.#options.part.lifeMs;
  }

  /**
   * Applies at once to what is held; the version of every key grows, and listeners are told of every host.
   *
   * @throws AppError `invalid_argument` when it is not finite and above 0.
   */
  setTimeoutMs(timeoutMs: number): void {
    this.#options.part.setLifeMs(checkedTimeoutMs(timeoutMs));
    this.#options.feed.flush();
  }

  /**
   * Takes one message, an object of hosts, of which the first `maxHostsPerMessage` are looked at. Each host is merged
   * whole or refused whole, whatever becomes of the others. Objects merge at every level; an object without a value in it
   * is no data; `null` deletes.
   *
   * A host's `timestamp`: older than the stored one changes nothing and refreshes nothing; equal merges and refreshes;
   * missing counts as newer; more than `maxFutureSkewMs` ahead is refused. The stored one is forgotten when it expires.
   *
   * @throws InputRefused `invalid_argument` when the message is not an object.
   */
  put(message: unknown): MessageReport {
    const { clock, feed, limits, observer } = this.#options;
    if (typeof message !== "object" || message === null || Array.isArray(message)) {
      observer.onRefused("timestamped", "not_an_object");
      const what = "a message must be an object of hosts";
      throw new InputRefused({ reason: "not_an_object", what, path: [] });
    }
    const report = new ReportBuilder(limits.maxReportedRefusals);
    const atMs = clock.monotonicMs();
    const written = { atMs, dueMs: atMs };
    const hosts = Object.keys(message);
    // The cast only lets us read; the keys are the object's own, so nothing comes from a prototype.
    const dataOf = message as Readonly<Record<string, unknown>>;
    for (const host of hosts.slice(0, limits.maxHostsPerMessage))
      this.#putHost(host, dataOf[host], written, report);
    for (const host of hosts.slice(limits.maxHostsPerMessage))
      this.#refuse(host, this.#tooLong, report);
    feed.flush();
    return report.build();
  }

  /**
   * DELETE: what is at `path` is gone at once, the `timestamp` of a host with the host, so that any later message is taken. The
   * root removes every host. An object whose last member is removed is no data and goes, too.
   *
   * @returns "nothing" when there is nothing at `path`.
   * @throws InputRefused `conflict`, for an item of a list.
   */
  remove(path: InputPath): WriteOutcome {
    const { clock, feed, part } = this.#options;
    const atMs = clock.monotonicMs();
    const hosts = path.length === 0 ? [...part.keys(atMs)] : path.slice(0, 1);
    const outcomes = hosts.map((host) => this.#removeBelow(host, path, { atMs, dueMs: atMs }));
    feed.flush();
    return joinOutcomes(outcomes);
  }

  #removeBelow(host: string, path: InputPath, written: Written): WriteOutcome {
    const { part, feed } = this.#options;
    const stored = part.node(host, written.atMs);
    if (stored === undefined || readBelow(stored, path, 1) === undefined) return "nothing";
    const log = new WriteLog(host, feed.wantedPaths);
    const context = { written, keepsEmpty: false, log };
    const change = (): undefined => {
      log.note(true);
    };
    part.put(host, rewrite(stored, { path, from: 1 }, change, context), log);
    return log.outcome;
  }

  /** For the hosts of a message beyond the first `maxHostsPerMessage`: to look at each would take seconds. */
  get #tooLong(): Refusal {
    const { maxHostsPerMessage } = this.#options.limits;
    const what = `the message has more hosts, limit is ${maxHostsPerMessage} (maxHostsPerMessage)`;
    return { reason: "too_many_hosts", what, path: [] };
  }

  #putHost(host: string, data: unknown, written: Written, report: ReportBuilder): void {
    const { part, check, observer } = this.#options;
    const stored = part.node(host, written.atMs);
    const verdict = check.judge(host, data, stored);
    if (verdict.kind === "older") {
      observer.onOlder(host);
      report.passOver();
    } else if (verdict.kind === "refused") this.#refuse(host, verdict.refusal, report);
    else if (verdict.kind === "refresh") this.#refreshHost(host, verdict.data, written, report);
    else this.#mergeHost(host, { stored, data: verdict.data }, written, report);
  }

  #mergeHost(
    host: string,
    { stored, data }: { stored: Node | undefined; data: InputObject },
    written: Written,
    report: ReportBuilder,
  ): void {
    const { part, feed, limits } = this.#options;
    const log = new WriteLog(host, feed.wantedPaths);
    const node = merge(stored, data, { written, keepsEmpty: false, log });
    const refusal = overLimit({ host, stored, node }, { part, limits, nowMs: written.atMs });
    if (refusal !== undefined) {
      this.#refuse(host, refusal, report);
      return;
    }
    part.put(host, node, log);
    report.accept(log.outcome);
  }

  #refreshHost(host: string, data: InputObject, written: Written, report: ReportBuilder): void {
    const { part, feed } = this.#options;
    const log = new WriteLog(host, feed.wantedPaths);
    part.refresh(host, data, written, log);
    report.accept(log.outcome);
  }

  #refuse(host: string, refusal: Refusal, report: ReportBuilder): void {
    this.#options.observer.onRefused("timestamped", refusal.reason);
    report.refuse(host, refusal);
  }
}

/** @throws AppError `invalid_argument` when it is not finite and above 0. */
export function checkedTimeoutMs(timeoutMs: number): number {
  if (Number.isFinite(timeoutMs) && timeoutMs > 0) return timeoutMs;
  throw new AppError(
    "invalid_argument",
    `timeoutMs is ${timeoutMs}, it must be finite and above 0`,
  );
}
