import type { Cancel, Clock } from "@signalbox/clock";
import type { LinkEvents, SyslogLink } from "./syslog-link.js";

export interface SyslogSenderOptions {
  readonly open: (events: LinkEvents) => SyslogLink;
  readonly clock: Clock;
  /** 0 to 1, spreads the reconnects of many services. */
  readonly random: () => number;
  /** Lines kept while the receiver is away; past it the oldest goes. */
  readonly maxQueuedLines: number;
  readonly minRetryMs: number;
  readonly maxRetryMs: number;
  readonly connectTimeoutMs: number;
  /** Longest wait in `close()` for queued lines to leave. */
  readonly flushTimeoutMs: number;
  readonly onDropped: () => void;
}

/**
 * Keeps one link to the receiver and the lines it has not taken yet. Lines already handed to a connection that then
 * breaks are lost: plain syslog has no acknowledgement.
 */
export class SyslogSender {
  readonly #options: SyslogSenderOptions;
  readonly #queue: Buffer[] = [];
  #link: SyslogLink | undefined;
  #isReady = false;
  #isClosing = false;
  #retryMs: number;
  #cancelTimer: Cancel = () => undefined;
  #closed: (() => void) | undefined;

  constructor(options: SyslogSenderOptions) {
    this.#options = options;
    this.#retryMs = options.minRetryMs;
    this.#open();
  }

  /** Takes a line, to be sent as soon as the receiver allows. */
  send(line: Buffer): void {
    if (this.#isClosing) {
      this.#options.onDropped();
      return;
    }
    if (this.#queue.length >= this.#options.maxQueuedLines) {
      this.#queue.shift();
      this.#options.onDropped();
    }
    this.#queue.push(line);
    this.#pump();
  }

  /** Sends what is queued, at most for `flushTimeoutMs`, then closes. */
  close(): Promise<void> {
    this.#isClosing = true;
    if (this.#link === undefined) {
      this.#finish();
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(this.#options.flushTimeoutMs, () => {
        this.#link?.destroy();
      });
      this.#closed = () => {
        cancel();
        resolve();
      };
      this.#pump();
    });
  }

  #open(): void {
    const { clock, connectTimeoutMs } = this.#options;
    const link = this.#options.open({
      opened: () => this.#onOpened(),
      drained: () => this.#onReady(),
      lost: () => this.#options.onDropped(),
      closed: () => this.#onClosed(),
    });
    this.#link = link;
    this.#cancelTimer = clock.after(connectTimeoutMs, () => link.destroy());
  }

  #onOpened(): void {
    this.#cancelTimer();
    this.#retryMs = this.#options.minRetryMs;
    this.#onReady();
  }

  #onReady(): void {
    this.#isReady = true;
    this.#pump();
  }

  #pump(): void {
    while (this.#isReady && this.#link !== undefined) {
      const line = this.#queue.shift();
      if (line === undefined) break;
      this.#isReady = this.#link.send(line);
    }
    if (this.#isClosing && this.#isReady && this.#queue.length === 0) this.#link?.end();
  }

  #onClosed(): void {
    this.#cancelTimer();
    this.#link = undefined;
    this.#isReady = false;
    if (this.#isClosing) {
      this.#finish();
      return;
    }
    const { clock, maxRetryMs, random } = this.#options;
    const delayMs = this.#retryMs * (0.5 + random() / 2);
    this.#retryMs = Math.min(this.#retryMs * 2, maxRetryMs);
    this.#cancelTimer = clock.after(delayMs, () => this.#open());
  }

  #finish(): void {
    this.#cancelTimer();
    this.#queue.splice(0).forEach(() => this.#options.onDropped());
    this.#closed?.();
  }
}
