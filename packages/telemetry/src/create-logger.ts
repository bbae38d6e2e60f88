import { hostname } from "node:os";
import type { Writable } from "node:stream";
import type { Clock } from "@signalbox/clock";
import winston from "winston";
import type Transport from "winston-transport";

import { lineFormats, type LogFormat } from "./line-format.js";
import type { LogEvent, Logger, LogLevel, LogRecord } from "./log-event.js";
import { MAX_FIELD_CHARS, MAX_MESSAGE_CHARS, redact, redactText } from "./redact.js";
import { StreamTransport } from "./stream-transport.js";
import { SyslogTransport, type SyslogOptions } from "./syslog-transport.js";

const DEFAULT_APP = "signalbox";
const DEFAULT_MAX_BUFFERED_BYTES = 1024 * 1024;

export interface LoggerOptions {
  /** First part of each line's text: `cachemanager`. Children append to it. */
  readonly component: string;
  readonly level: LogLevel;
  /** How lines on `stream` look; `chooseFormat` finds the one that suits the environment. */
  readonly format: LogFormat;
  /** Where lines go besides syslog; stderr in a service. Never ended. */
  readonly stream?: Writable;
  /** Sends every line to a syslog receiver, too. */
  readonly syslog?: SyslogOptions;
  readonly clock: Clock;
  /** Program name in the console format; default `signalbox`. */
  readonly app?: string;
  /** Default: this machine's. */
  readonly hostname?: string;
  /** Unwritten bytes `stream` may hold before lines are dropped; default 1 MiB. */
  readonly maxBufferedBytes?: number;
  /** Called for each line that was dropped, for a counter. */
  readonly onDropped?: () => void;
}

/** What a logger and its children share. */
interface Sink {
  readonly winston: winston.Logger;
  readonly clock: Clock;
  readonly app: string;
  readonly hostname: string;
  closed: Promise<void> | undefined;
}

class WinstonLogger implements Logger {
  readonly #sink: Sink;
  readonly #component: string;

  constructor(sink: Sink, component: string) {
    this.#sink = sink;
    this.#component = component;
  }

  get isDebug(): boolean {
    return this.#sink.winston.level === "debug";
  }

  log(event: LogEvent): void {
    const { winston: logger, closed } = this.#sink;
    if (closed !== undefined || !logger.isLevelEnabled(event.level)) return;
    const record = this.#record(event);
    logger.log({ level: event.level, message: record.message, record });
  }

  child(component: string): Logger {
    return new WinstonLogger(this.#sink, `${this.#component}.${component}`);
  }

  setLevel(level: LogLevel): void {
    this.#sink.winston.level = level;
  }

  close(): Promise<void> {
    const sink = this.#sink;
    sink.closed ??= new Promise((resolve) => {
      sink.winston.once("finish", resolve);
      sink.winston.end();
    });
    return sink.closed;
  }

  #record(event: LogEvent): LogRecord {
    const { clock, app, hostname: host } = this.#sink;
    return {
      wallMs: clock.wallMs(),
      hostname: host,
      app,
      component: redactText(this.#component, MAX_FIELD_CHARS),
      level: event.level,
      event: event.event,
      message: redactText(event.message, MAX_MESSAGE_CHARS),
      fields: redact(event.fields ?? {}),
    };
  }
}

function transportsOf(options: LoggerOptions, host: string): Transport[] {
  const { stream, syslog, format, clock } = options;
  const onDropped = options.onDropped ?? (() => undefined);
  const maxBufferedBytes = options.maxBufferedBytes ?? DEFAULT_MAX_BUFFERED_BYTES;
  const transports: Transport[] = [];
  if (stream !== undefined) {
    const lineFormat = lineFormats[format];
    transports.push(
      new StreamTransport({ stream, format: lineFormat, maxBufferedBytes, onDropped }),
    );
  }
  if (syslog !== undefined) {
    transports.push(new SyslogTransport({ ...syslog, hostname: host, clock, onDropped }));
  }
  return transports;
}

/**
 * Builds a logger over winston with syslog's levels. Whoever builds it closes it.
 *
 * Every line is one event: control characters are escaped, lengths bounded, secrets replaced (`redact`).
 */
export function createLogger(options: LoggerOptions): Logger {
  const host = options.hostname ?? hostname();
  const transports = transportsOf(options, host);
  const logger = winston.createLogger({
    levels: winston.config.syslog.levels,
    level: options.level,
    silent: transports.length === 0,
    exitOnError: false,
  });
  // winston's types import the same class another way, which the rule takes for a different one.
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- it is the class winston means
  for (const transport of transports) logger.add(transport);
  // Without a listener a failing output would end the process.
  logger.on("error", () => undefined);
  const { clock, app = DEFAULT_APP, component } = options;
  return new WinstonLogger(
    { winston: logger, clock, app, hostname: host, closed: undefined },
    component,
  );
}
