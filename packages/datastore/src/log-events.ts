import { oneLine, type AppError } from "@signalbox/errors";
import type { LogEvent, LogField } from "@signalbox/telemetry";
import type { ListSource } from "./access/access-lists.js";
import type { AuditSubject } from "./access/audit-log.js";
import type { AccessRefusal } from "./access/judge-caller.js";
import type { Scope } from "./api/caller.js";

const MS_PER_SECOND = 1000;

export const launching = (version: string): LogEvent => ({
  level: "notice",
  event: "datastore_launching",
  message: `Launching Signalbox Datastore ${version}.`,
});

export const serving = (pid: number, urls: readonly string[]): LogEvent => ({
  level: "notice",
  event: "datastore_serving",
  message: `Datastore started (PID=${pid}), serving ${urls.join(" ")}.`,
});

export const stopping = (): LogEvent => ({
  level: "notice",
  event: "datastore_stopping",
  message: "Stopping: open requests may end.",
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

export const nobodyAdmitted = (): LogEvent => ({
  level: "warning",
  event: "nobody_admitted",
  message:
    "No list admits anybody: every request is refused. See access.whitelist_file, access.whitelist_url and access.writers.",
});

const LIST_NAMES: Readonly<Record<ListSource, string>> = {
  file: "access.whitelist_file",
  url: "access.whitelist_url",
};

export const listInForce = (source: ListSource, entries: number): LogEvent => ({
  level: entries === 0 ? "warning" : "notice",
  event: "whitelist_in_force",
  message: `The list of ${LIST_NAMES[source]} is in force: ${entries} URNs.`,
});

export const listRefused = (
  source: ListSource,
  problem: string,
  ageMs: number | undefined,
): LogEvent => ({
  level: "error",
  event: "whitelist_refused",
  message: `${LIST_NAMES[source]} was not taken over: ${oneLine(problem)}. ${
    ageMs === undefined
      ? "There is no list of it."
      : `The last good list, found good ${Math.round(ageMs / MS_PER_SECOND)} s ago, stays in force.`
  }`,
});

export const cacheFailed = (problem: string): LogEvent => ({
  level: "warning",
  event: "whitelist_cache_failed",
  message: `The list of access.whitelist_url is not kept for the next start: ${problem}`,
});

export const allowed = (
  subject: AuditSubject,
  scope: Scope | "none",
  requests: number,
): LogEvent => ({
  level: "notice",
  event: "access_allowed",
  message: `Allowed ${nameOf(subject)}: ${requestsFor(scope, requests)}.`,
  fields: { ...identity(subject), scope, requests },
});

function requestsFor(scope: Scope | "none", requests: number): string {
  const counted = requests === 1 ? "1 request" : `${requests} requests`;
  return scope === "none" ? `${counted} that need no right` : `${counted} for ${scope}`;
}

const BECAUSE: Readonly<Record<AccessRefusal, string>> = {
  no_certificate: "it shows no certificate",
  not_yet_valid: "its certificate is not valid yet",
  expired: "its certificate, or that of an authority above it, has expired",
  authority: "its certificate is that of an authority, not of a client",
  no_urn: "its certificate has no URN",
  not_listed: "none of its URNs is listed",
  scope: "its URN is listed without the right to this",
};

export const refused = (
  subject: AuditSubject,
  reason: AccessRefusal,
  scope: Scope | "none",
  requests: number,
): LogEvent => ({
  level: "notice",
  event: "access_refused",
  message: `Refused ${nameOf(subject)}: ${BECAUSE[reason]}.`,
  fields: { ...identity(subject), reason, scope, requests },
});

const nameOf = ({ urn, remoteAddress }: AuditSubject): string =>
  urn === undefined ? remoteAddress : oneLine(urn);

function identity({ urn, certificate, remoteAddress }: AuditSubject): Record<string, LogField> {
  return {
    remote: remoteAddress,
    ...(urn !== undefined && { urn: oneLine(urn) }),
    ...(certificate && {
      serial: certificate.serialNumber,
      fingerprint: certificate.fingerprint256,
    }),
  };
}

/** @param unsaid failures of this code before it that have no line */
export const requestFailed = (error: AppError, unsaid: number): LogEvent => ({
  level: error.code === "internal" ? "error" : "warning",
  event: "request_failed",
  message: `A request failed: ${error.code}: ${oneLine(error.message)}${
    unsaid === 0 ? "" : ` (and ${unsaid} before it)`
  }`,
  fields: { code: error.code, cause: causeText(error), unsaid },
});

function causeText({ cause }: Error): string {
  if (cause instanceof Error) return cause.stack ?? cause.message;
  return typeof cause === "string" ? cause : "";
}

export const backgroundFailed = (what: string, problem: string): LogEvent => ({
  level: "error",
  event: "background_failed",
  message: `${what} failed: ${problem}`,
});
