import type { PollSettings } from "./poll-settings.js";
import type { TrackedObject } from "./tracked-object.js";

/** When a poll happens, by the collector's clock. */
export interface PollTime {
  readonly nowUs: number;
}

type Settings = PollSettings & PollTime;

/** How far before its frontier a series is asked again, for points that came late or out of order. */
function overlapUs(object: TrackedObject, series: number, settings: Settings): number {
  const periodUs = object.plan.periodsUs[series] ?? settings.defaultPeriodUs;
  return Math.min(periodUs * settings.overlapPeriods, settings.maxWindowUs);
}

const notBefore = (timeUs: number, { nowUs, backfillUs }: Settings): number =>
  Math.floor(Math.max(timeUs, nowUs - backfillUs));

/** Where the next question for a series begins; never after the collector's own time. */
export function startOf(object: TrackedObject, series: number, settings: Settings): number {
  const frontierUs = Math.min(object.frontierUs(series), settings.nowUs);
  return notBefore(frontierUs - overlapUs(object, series, settings), settings);
}

/**
 * Where the question for the longer past of a series begins. Measured from the last such question and not from now, so that a
 * point which comes at most `rescanWindowUs` late is found however long the collector or the store was away.
 */
export function rescanStartOf(object: TrackedObject, series: number, settings: Settings): number {
  const fromUs = Math.min(object.rescannedUs(series), object.frontierUs(series), settings.nowUs);
  return notBefore(fromUs - settings.rescanWindowUs, settings);
}

/**
 * Whether points show that a series was silent and speaks again: between its newest point and `startUs`, from where it was asked now,
 * nothing was found at the time, but may have appeared since.
 */
export function isAfterSilence(newestUs: number, startUs: number, settings: Settings): boolean {
  return newestUs < startUs && startUs > notBefore(-Infinity, settings);
}

/** A page up to `toUs` is stored, more follow. */
export function markPage(object: TrackedObject, series: number, toUs: number): void {
  if (toUs > object.frontierUs(series)) object.setFrontier(series, toUs);
}

/**
 * The last page is stored. The frontier stays at the newest point: a store that lags, or that hides its failures behind empty answers,
 * must not be overtaken. Behind a series that is silent for longer than half a page it moves on, so that one page is enough.
 */
export function markLastPage(object: TrackedObject, series: number, settings: Settings): void {
  const { nowUs } = settings;
  const newestUs = object.newestUs(series);
  object.setFrontier(
    series,
    Math.min(nowUs, Math.max(newestUs, silentFrontierUs(nowUs, settings))),
  );
}

/** Where the frontier of a silent series is after it was asked. */
export const silentFrontierUs = (askedAtUs: number, { maxWindowUs }: PollSettings): number =>
  askedAtUs - maxWindowUs / 2;

/** The longer past was asked for, all of it. */
export function markRescanned(object: TrackedObject, series: number): void {
  object.setRescanned(series, object.frontierUs(series));
}

/** What our store knows of a series when it is first looked at. */
export interface KnownSeries {
  /** Its newest stored point. */
  readonly newestUs: number;
  /** Of the whole store. */
  readonly rescannedUs: number;
  /** Where the frontier of a series without points is; `-Infinity` when nothing is known of having asked for it. */
  readonly askedUs: number;
  /** Whether such a series was asked once more. */
  readonly wasRescanned: boolean;
}

export function markLoaded(object: TrackedObject, series: number, known: KnownSeries): void {
  const { newestUs, rescannedUs, askedUs, wasRescanned } = known;
  const isEmpty = newestUs === -Infinity;
  const frontierUs = isEmpty ? askedUs : newestUs;
  object.setNewest(series, newestUs);
  object.setFrontier(series, frontierUs);
  object.setRescanned(
    series,
    isEmpty && !wasRescanned ? -Infinity : Math.min(rescannedUs, frontierUs),
  );
}
