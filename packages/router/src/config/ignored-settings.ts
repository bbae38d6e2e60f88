import { didYouMean } from "@signalbox/config";
import type { Problem } from "@signalbox/routing";
import { routingSchema, type RoutingFile } from "./routing-schema.js";

const NOT_HERE = "this version does not have it; it is accepted and has no effect";
const ELSEWHERE = "it has no effect here; see `lua` in the configuration of the router's process";
/** Documented keys of tuning that mean nothing here. Source: reference cdn-router 7.4. */
const INERT = new Set([
  "coutFlushRateMilliseconds",
  "cpuLoadWindowSize",
  "eagerCdnSwitching",
  "httpPipeliningEnable",
  "maxActiveManagedSessions",
  "overloadThreshold",
  "readyThreshold",
  "redirectingCdnManifestDownloadRetries",
  "repeatedSessionStartThresholdSeconds",
]);
const MAX_WARNINGS = 20;

/** Warns of what was asked for and is not done, and of tuning keys that nobody knows. Defaults of the original's tools are silent. */
export function ignoredSettings(file: RoutingFile): Problem[] {
  const { settings, tuning, hostGroups, accounts, dataStreams } = file;
  const asked: [string, unknown][] = [
    ["settings.instream", settings.instream],
    ["settings.usageLog", settings.usageLog],
    ["accounts", accounts],
    ["dataStreams", dataStreams],
    ...hostGroups.map(({ createStreamerSession }, at): [string, unknown] => [
      `hostGroups[${at}].createStreamerSession`,
      createStreamerSession,
    ]),
  ];
  return [
    ...asked.flatMap(([path, value]) => (asksFor(value) ? [{ path, message: NOT_HERE }] : [])),
    ...(asksFor(settings.lua) ? [{ path: "settings.lua", message: ELSEWHERE }] : []),
    ...unknownTuning(tuning),
  ].slice(0, MAX_WARNINGS);
}

/** Whether something is switched on or listed in it, at whatever depth the tools nest it. */
function asksFor(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === "object" && value !== null) {
    const { enabled, ...rest } = value as { readonly enabled?: unknown };
    return enabled === undefined ? Object.values(rest).some(asksFor) : enabled === true;
  }
  return value === true;
}

function unknownTuning(tuning: RoutingFile["tuning"]): Problem[] {
  const { properties } = routingSchema.properties.tuning;
  const { general, target } = properties;
  return [
    ...unknownKeys("tuning", tuning, Object.keys(properties)),
    ...unknownKeys("tuning.general", tuning.general, [
      ...Object.keys(general.properties),
      ...INERT,
    ]),
    ...unknownKeys("tuning.target", tuning.target, Object.keys(target.properties)),
  ];
}

function unknownKeys(path: string, value: object, known: readonly string[]): Problem[] {
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      path: `${path}.${key}`,
      message: `it is not known here and has no effect${didYouMean(key, known)}`,
    }));
}
