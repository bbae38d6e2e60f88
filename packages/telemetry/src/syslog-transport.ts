import Transport from "winston-transport";
import type { Clock } from "@signalbox/clock";
import { syslogLine, type SyslogFacility, type SyslogIdentity } from "./syslog-line.js";
import { openLink, type SyslogAddress } from "./syslog-link.js";
import { SyslogSender } from "./syslog-sender.js";
import { recordOf } from "./winston-info.js";

const DEFAULTS = {
  maxQueuedLines: 1000,
  minRetryMs: 250,
  maxRetryMs: 30_000,
  connectTimeoutMs: 5000,
  flushTimeoutMs: 2000,
} as const;

/** Where to send syslog lines, and the bounds of doing so. Durations in milliseconds. */
export interface SyslogOptions extends SyslogAddress {
  /** Default `daemon`. */
  readonly facility?: SyslogFacility;
  /** The program's name in each line. */
  readonly appName: string;
  /** Lines kept while the receiver is away; past it the oldest is dropped and counted. Default 1000. */
  readonly maxQueuedLines?: number;
  /** Pause before the first reconnect, doubled up to `maxRetryMs`. Default 250. */
  readonly minRetryMs?: number;
  /** Default 30000. */
  readonly maxRetryMs?: number;
  /** Default 5000. */
  readonly connectTimeoutMs?: number;
  /** Longest wait for queued lines when the logger is closed. Default 2000. */
  readonly flushTimeoutMs?: number;
  /** 0 to 1; default `Math.random`. */
  readonly random?: () => number;
}

interface TransportOptions extends SyslogOptions {
  readonly hostname: string;
  readonly clock: Clock;
  readonly onDropped: () => void;
}

/** A winston transport that sends RFC 5424 lines over UDP, TCP or TLS and never makes the service wait or fail. */
export class SyslogTransport extends Transport {
  readonly #sender: SyslogSender;
  readonly #identity: SyslogIdentity;

  constructor(options: TransportOptions) {
    super();
    const { facility = "daemon", appName, random = Math.random } = options;
    this.#identity = { facility, appName, processId: process.pid };
    this.#sender = new SyslogSender({
      ...DEFAULTS,
      ...options,
      random,
      open: (events) => openLink(options, events),
    });
  }

  override log(info: unknown, next: () => void): void {
    this.#sender.send(syslogLine(recordOf(info), this.#identity));
    next();
  }

  override _final(callback: (error?: Error | null) => void): void {
    void this.#sender.close().then(() => callback());
  }
}
