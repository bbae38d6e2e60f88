import type { LockTarget } from "@signalbox/cache-core";
import type { AppError } from "@signalbox/errors";
import type { LogEvent } from "@signalbox/telemetry";
import { maskNamespace } from "./mask-namespace.js";

export const launching = (version: string): LogEvent => ({
  level: "notice",
  event: "cache_manager_launching",
  message: `Launching Signalbox Cache Manager ${version}.`,
});

export const serving = (pid: number, urls: readonly string[]): LogEvent => ({
  level: "notice",
  event: "cache_manager_serving",
  message: `Worker started (PID=${pid}), serving ${urls.join(" ")}.`,
});

export const stopping = (): LogEvent => ({
  level: "notice",
  event: "cache_manager_stopping",
  message: "Stopping: waiting callers are answered, open requests may end.",
});

export const plainNamespaces = (): LogEvent => ({
  level: "warning",
  event: "namespaces_plain",
  message:
    "Namespaces are not encrypted: whoever reaches this server can read every namespace. Set http_server.encryption.keys.",
});

export const exposedHttp = (host: string): LogEvent => ({
  level: "warning",
  event: "http_exposed",
  message: `The HTTP endpoint listens on ${host}: tokens and data travel unencrypted beyond this machine.`,
});

export const noCacheLimit = (): LogEvent => ({
  level: "warning",
  event: "cache_unlimited",
  message: "max_cache_size is 0B: the cache grows until the machine's memory ends.",
});

export const clusterSettingsIgnored = (): LogEvent => ({
  level: "warning",
  event: "cluster_settings_ignored",
  message:
    "peer_nodes and registry are accepted but have no effect: this version runs as a single node.",
});

/** What each scope's limit counts; for `all`, who asks is not who holds. */
const REACHED_BY = {
  all: "by all callers together",
  namespace: "by this namespace",
  key: "by this entry",
} as const;

export const limitReached = (reached: {
  readonly setting: string;
  readonly value: number;
  readonly scope: keyof typeof REACHED_BY;
  readonly target: LockTarget;
  readonly unsaid: number;
}): LogEvent => ({
  level: "warning",
  event: "limit_reached",
  message: `${reached.setting} (${reached.value}) is reached ${REACHED_BY[reached.scope]}: further callers get neither lock nor wait. cachectl top shows the locks.`,
  fields: {
    namespace: maskNamespace(reached.target.namespace),
    entry: reached.target.key,
    unsaid: reached.unsaid,
  },
});

const LOST_BECAUSE = {
  expired: "its lease ended: whoever fetches this entry hangs or takes longer than its wait",
  disconnected: "its holder's connection ended: whoever fetches this entry was killed or gave up",
} as const;

export const lockLost = (lost: {
  readonly cause: keyof typeof LOST_BECAUSE;
  readonly target: LockTarget;
  readonly heldMs: number;
  readonly unsaid: number;
}): LogEvent => ({
  level: "notice",
  event: "lock_lost",
  message: `A lock ended without a value after ${(lost.heldMs / 1000).toFixed(1)} s, ${LOST_BECAUSE[lost.cause]}. The next caller gets it.`,
  fields: {
    namespace: maskNamespace(lost.target.namespace),
    entry: lost.target.key,
    unsaid: lost.unsaid,
  },
});

/** The configuration on disk cannot be taken over. */
export const reloadFailed = (problems: readonly string[]): LogEvent => ({
  level: "error",
  event: "reload_failed",
  message: `Reload failed, the old configuration stays in force: ${problems.join("; ")}`,
});

export const reloaded = (restartNeeded: readonly string[]): LogEvent => ({
  level: "notice",
  event: "configuration_reloaded",
  message:
    restartNeeded.length === 0
      ? "Configuration reloaded."
      : `Configuration reloaded; these settings need a restart: ${restartNeeded.join(", ")}.`,
});

export const callTraced = (path: string, target: LockTarget, outcome: string): LogEvent => ({
  level: "debug",
  event: "call",
  message: `${path}: ${outcome}`,
  fields: { namespace: maskNamespace(target.namespace), entry: target.key },
});

/** A call that is about no single key. */
export const listingTraced = (path: string, outcome: string): LogEvent => ({
  level: "debug",
  event: "call",
  message: `${path}: ${outcome}`,
});

export const callFailed = (path: string, error: AppError): LogEvent => ({
  level: "debug",
  event: "call_failed",
  message: `${path}: ${error.code}: ${error.message}`,
});
