import type { LogEvent } from "@signalbox/telemetry";

export const launching = (version: string): LogEvent => ({
  level: "notice",
  event: "router_launching",
  message: `Launching Signalbox Router ${version}.`,
});

export const serving = (pid: number, urls: readonly string[]): LogEvent => ({
  level: "notice",
  event: "router_serving",
  message: `Router started (PID=${pid}), serving ${urls.join(" ")}.`,
});

export const stopping = (): LogEvent => ({
  level: "notice",
  event: "router_stopping",
  message: "Stopping: open requests may end.",
});

export const oddConfiguration = (where: string, what: string): LogEvent => ({
  level: "warning",
  event: "configuration_odd",
  message: `Routing configuration: ${where}: ${what}`,
});

export const routingFileMissing = (file: string): LogEvent => ({
  level: "warning",
  event: "routing_file_missing",
  message: `There is no file ${file}: no request gets a host until a configuration is applied over REST, which makes the file.`,
});

export const databaseMissing = (database: string): LogEvent => ({
  level: "warning",
  event: "database_missing",
  message: `Classifiers ask the ${database} database, but none is loaded: they match nobody. See the geoip settings.`,
});

export const healthPanic = (
  group: string,
  isPanic: boolean,
  missing: number,
  hosts: number,
): LogEvent => ({
  level: isPanic ? "error" : "notice",
  event: isPanic ? "health_panic" : "health_panic_over",
  message: isPanic
    ? `${missing} of ${hosts} hosts of group ${group} have no metrics: the health of the group is ignored until they are back.`
    : `Metrics of group ${group} are back (${missing} of ${hosts} hosts lack them): its health counts again.`,
});

export const proxyDropped = (peer: string): LogEvent => ({
  level: "warning",
  event: "proxy_not_trusted",
  message: `Dropped a request with X-Forwarded-For from ${peer}, which is not in settings.trustedProxies.`,
});

export const upstreamFailed = (host: string, reason: string): LogEvent => ({
  level: "warning",
  event: "upstream_failed",
  message: `Host ${host} could not say where to send a client: ${reason}`,
});

export const configurationApplied = (changes: number): LogEvent => ({
  level: "notice",
  event: "configuration_applied",
  message: `A routing configuration was applied (change ${changes} since the start).`,
});

export const note = (
  level: "notice" | "warning" | "error",
  event: string,
  message: string,
): LogEvent => ({ level, event, message });

/** At the level that is logged by default: it was asked for by `tuning.general.accessLog`. */
export const accessed = (line: string): LogEvent => ({
  level: "notice",
  event: "access",
  message: line,
});

export const traced = (line: string): LogEvent => ({
  level: "debug",
  event: "routed",
  message: line,
});

/** @param skipped decisions that were chosen since the last one, but too many within a second */
export const decided = (line: string, skipped: number): LogEvent => ({
  level: "notice",
  event: "decided",
  message: line,
  ...(skipped > 0 && { fields: { skipped } }),
});

export const reloadFailed = (problems: readonly string[]): LogEvent => ({
  level: "error",
  event: "reload_failed",
  message: `Reload failed, the old configuration stays in force: ${problems.join("; ")}`,
});

export const reloaded = (restartNeeded: readonly string[]): LogEvent => ({
  level: restartNeeded.length === 0 ? "notice" : "warning",
  event: "configuration_reloaded",
  message:
    restartNeeded.length === 0
      ? "Configuration reloaded."
      : `Configuration reloaded; these settings need a restart: ${restartNeeded.join(", ")}.`,
});
