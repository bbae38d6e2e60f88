import type { Clock } from "@signalbox/clock";
import type { SeriesKey, SeriesPoints } from "@signalbox/timeseries-store";
import { sideOf } from "../alerts/nagios-range.js";
import { availabilityOf, type UrlResult } from "./availability.js";
import type { AggregateCheck, ExternalCheckSettings } from "./check-settings.js";
import { inParallel } from "./in-parallel.js";
import { pingRtt, type PingProgram } from "./ping-rtt.js";
import type { Probes } from "./url-probe.js";

export interface RoundParts {
  readonly settings: ExternalCheckSettings;
  readonly probes: Probes;
  readonly ping: PingProgram;
  readonly clock: Clock;
  /** Ends the round early. */
  readonly signal: AbortSignal;
}

const US_PER_MS = 1000;
const MS_PER_DAY = 86_400_000;

/** `is_available` of each aggregate. */
export async function availabilityRound(parts: RoundParts): Promise<readonly SeriesPoints[]> {
  const { settings } = parts;
  const asked = settings.aggregates.flatMap((check) => check.urls.map((url) => ({ check, url })));
  const results = await inParallel(asked, settings.atOnce, ({ check, url }) =>
    askUrl(url, check, parts),
  );
  let first = 0;
  return settings.aggregates.flatMap((check) => {
    const own = results.slice(first, (first += check.urls.length));
    const found = availabilityOf(own);
    if (found === undefined || parts.signal.aborted) return [];
    const series = seriesOf(settings, "aggregate", "is_available", check.id);
    return [{ series, ts: [found.tsUs], values: [found.value] }];
  });
}

async function askUrl(
  url: string,
  { statuses, verifiesServer }: AggregateCheck,
  { probes, settings, clock, signal }: RoundParts,
): Promise<UrlResult> {
  const isAvailable = await within(settings.timeoutMs, clock, signal, (limit) =>
    probes.status(new URL(url), verifiesServer, limit),
  ).then(
    (status) => sideOf(statuses, status) === "none",
    () => false,
  );
  return { isAvailable, atMs: clock.wallMs() };
}

/** `certificate_days_left`; a server that cannot be asked says nothing about its certificate, and gets no point. */
export async function certificateRound(parts: RoundParts): Promise<readonly SeriesPoints[]> {
  const { settings, probes, clock, signal } = parts;
  const found = await inParallel(settings.certificates, settings.atOnce, ({ host, port }) =>
    within(settings.timeoutMs, clock, signal, (limit) =>
      probes.certificateEnd(host, port, limit),
    ).catch(() => undefined),
  );
  const nowMs = clock.wallMs();
  return settings.certificates.flatMap(({ id }, at) => {
    const endMs = found[at];
    if (endMs === undefined) return [];
    const series = seriesOf(settings, "aggregate", "certificate_days_left", id);
    return [{ series, ts: [usOf(nowMs)], values: [(endMs - nowMs) / MS_PER_DAY] }];
  });
}

/** `ping_rtt_ms` of each path. */
export async function pingRound(parts: RoundParts): Promise<readonly SeriesPoints[]> {
  const { settings, ping, clock, signal } = parts;
  const points = await inParallel(settings.pings, settings.atOnce, async ({ id, address }) => {
    const value = await pingRtt(ping, address, signal);
    const series = seriesOf(settings, "experiment", "ping_rtt_ms", id);
    return { series, ts: [usOf(clock.wallMs())], values: [value] };
  });
  // What was broken off has not failed.
  return signal.aborted ? [] : points;
}

const usOf = (ms: number): number => Math.round(ms * US_PER_MS);

function seriesOf(
  { source }: ExternalCheckSettings,
  objectType: string,
  event: string,
  objectId: string,
): SeriesKey {
  return { source, objectType, event, objectId };
}

async function within<Result>(
  limitMs: number,
  clock: Clock,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const limit = new AbortController();
  const cancel = clock.after(limitMs, () => limit.abort());
  try {
    return await work(AbortSignal.any([limit.signal, signal]));
  } finally {
    cancel();
  }
}
