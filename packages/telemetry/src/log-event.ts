/** How much an event matters; each level includes those before it. */
export const LOG_LEVELS = ["error", "warning", "notice", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The number syslog and journald give each level (RFC 5424, section 6.2.1). */
export const syslogSeverity: Readonly<Record<LogLevel, number>> = {
  error: 3,
  warning: 4,
  notice: 5,
  info: 6,
  debug: 7,
};

export type LogField = string | number | boolean;

/** One thing that happened. Built by the functions in a package's `log-events.ts`, so that its text is written once. */
export interface LogEvent {
  readonly level: LogLevel;
  /** Stable name for searches and tests: `peer_down`. */
  readonly event: string;
  /** For a person who must act. */
  readonly message: string;
  /** Details. Values of fields named like a secret are never printed. */
  readonly fields?: Readonly<Record<string, LogField>>;
}

/** Takes events. Logging never throws, never blocks and never fails the caller. */
export interface Logger {
  log(event: LogEvent): void;
  /** A logger for a part of this component, `cachemanager` -> `cachemanager.peers`, with the same level and outputs. */
  child(component: string): Logger;
  /** Changes the level of this logger, its children and its parent. */
  setLevel(level: LogLevel): void;
  /** True when debug events are printed; ask before building an expensive one. */
  readonly isDebug: boolean;
  /** Writes out what is waiting, within the outputs' bounds, and ends them. Later events are dropped. */
  close(): Promise<void>;
}

/** An event with its when and where, ready to be written as a line. */
export interface LogRecord {
  /** Milliseconds since the Unix epoch. */
  readonly wallMs: number;
  readonly hostname: string;
  /** The program as syslog knows it. */
  readonly app: string;
  readonly component: string;
  readonly level: LogLevel;
  readonly event: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, LogField>>;
}
