import type { Writable } from "node:stream";
import type { Clock } from "@signalbox/clock";
import { createLogger } from "./create-logger.js";
import { chooseFormat, type LogFormat } from "./line-format.js";
import type { Logger, LogLevel } from "./log-event.js";
import type { SyslogOptions } from "./syslog-transport.js";

/** The section `log` of a service's configuration. */
export interface ServiceLogSettings {
  readonly level: LogLevel;
  readonly format: "auto" | LogFormat;
  /** No syslog when `host` is empty. */
  readonly syslog: Pick<SyslogOptions, "protocol" | "host" | "port">;
}

export interface ServiceLogOptions {
  readonly settings: ServiceLogSettings;
  /** Program name in syslog: `cache-manager`. */
  readonly service: string;
  /** `-d` was given: the level is `debug`, whatever the settings say. */
  readonly debug: boolean;
  readonly stderr: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Called for each line that was lost. */
  readonly onDropped: () => void;
}

/** The logger of a service as the command line runs it. */
export function createServiceLogger(options: ServiceLogOptions): Logger {
  const { settings, service, debug, stderr, env, clock, onDropped } = options;
  const { level, format, syslog } = settings;
  return createLogger({
    component: "signalbox",
    level: debug ? "debug" : level,
    format: format === "auto" ? chooseFormat(env, false) : format,
    stream: stderr,
    clock,
    onDropped,
    ...(syslog.host === "" ? {} : { syslog: { ...syslog, appName: service } }),
  });
}
