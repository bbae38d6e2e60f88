import { oneLine } from "@signalbox/errors";
import type { LogEvent } from "@signalbox/telemetry";
import type { RunReport } from "./status/store-status.js";

export const launching = (version: string): LogEvent => ({
  level: "notice",
  event: "collector_launching",
  message: `Launching Signalbox Collector ${version}.`,
});

export const serving = (pid: number, urls: readonly string[], stores: number): LogEvent => ({
  level: "notice",
  event: "collector_serving",
  message: `Collector started (PID=${pid}), serving ${urls.join(" ")}, reading ${stores} stores so far.`,
});

export const stopping = (): LogEvent => ({
  level: "notice",
  event: "collector_stopping",
  message: "Stopping: what is being written is written to its end.",
});

export const reloadFailed = (problems: readonly string[]): LogEvent => ({
  level: "error",
  event: "reload_failed",
  message: `Reload failed, what was in force before stays: ${problems.join("; ")}`,
});

export const reloaded = (restartNeeded: readonly string[]): LogEvent => ({
  level: restartNeeded.length === 0 ? "notice" : "warning",
  event: "configuration_reloaded",
  message:
    restartNeeded.length === 0
      ? "Configuration reloaded."
      : `Configuration reloaded; these settings need a restart: ${restartNeeded.join(", ")}.`,
});

export const noStores = (): LogEvent => ({
  level: "warning",
  event: "no_stores",
  message: "There is neither opsconfig_url nor an entry in stores: nothing is read.",
});

export const storesFound = (stores: number, problems: readonly string[]): LogEvent => ({
  level: problems.length === 0 ? "notice" : "warning",
  event: "stores_found",
  message: oneLine(
    `The opsconfig lists ${stores} stores that can be read${problems.length === 0 ? "." : `; not as they should be: ${problems.join("; ")}`}`,
  ),
  fields: { stores, problems: problems.length },
});

export const opsconfigFailed = (reason: string, stores: number): LogEvent => ({
  level: "error",
  event: "opsconfig_failed",
  message: oneLine(
    `The list of stores could not be read (${stores} stores of the last good one stay): ${reason}`,
  ),
});

export const storeRefused = (store: string, reason: string): LogEvent => ({
  level: "error",
  event: "store_refused",
  message: oneLine(`Store ${store} cannot be read: ${reason}`),
  fields: { store },
});

export const storeFailing = (store: string, failures: number, reason: string): LogEvent => ({
  level: failures === 1 ? "warning" : "error",
  event: failures === 1 ? "store_failing" : "store_circuit_open",
  message: oneLine(
    failures === 1
      ? `Store ${store} does not answer: ${reason}`
      : `Store ${store} failed ${failures} times in a row and is asked by one request only until it answers: ${reason}`,
  ),
  fields: { store, failures },
});

export const storeRecovered = (store: string, failures: number): LogEvent => ({
  level: "notice",
  event: "store_recovered",
  message: `Store ${store} answers again, after ${failures} failures.`,
  fields: { store, failures },
});

export const ownStoreFailed = (reason: string, failures: number): LogEvent => ({
  level: "error",
  event: "own_store_failed",
  message: oneLine(
    `What stores sent could not be written and will be asked again${failures === 1 ? "" : ` (${failures} times by now)`}: ${reason}`,
  ),
  fields: { failures },
});

export const ownStoreRecovered = (failures: number, lastedMs: number): LogEvent => ({
  level: "notice",
  event: "own_store_recovered",
  message: `What stores send is written again, after ${failures} failures in ${Math.round(lastedMs / 1000)} s.`,
  fields: { failures },
});

export const storeCrawled = (store: string, report: RunReport): LogEvent => ({
  level: "info",
  event: "store_crawled",
  message: oneLine(
    `Crawled store ${store}: ${report.outcome}, ${report.written} objects new or changed, ${report.requests} requests, ${Math.round(report.tookMs)} ms${report.problems.length === 0 ? "" : `; ${report.problems.join("; ")}`}`,
  ),
  fields: { store, outcome: report.outcome },
});

export const storePolled = (store: string, report: RunReport): LogEvent => ({
  level: "debug",
  event: "store_polled",
  message: oneLine(
    `Polled store ${store}: ${report.outcome}, ${report.written} new points, ${report.requests} requests, ${Math.round(report.tookMs)} ms${report.problems.length === 0 ? "" : `; ${report.problems.join("; ")}`}`,
  ),
  fields: { store, outcome: report.outcome },
});

export const retentionFailed = (reason: string): LogEvent => ({
  level: "error",
  event: "retention_failed",
  message: oneLine(`Old points and objects could not be removed: ${reason}`),
});

export const remoteWriteFailed = (reason: string): LogEvent => ({
  level: "warning",
  event: "remote_write_failed",
  message: oneLine(`Points could not be sent on: ${reason}`),
});

export const listenerFailed = (reason: string): LogEvent => ({
  level: "error",
  event: "listener_failed",
  message: oneLine(`A consumer of new points failed: ${reason}`),
});
