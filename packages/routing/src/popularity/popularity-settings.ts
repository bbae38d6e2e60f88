import { AppError } from "@signalbox/errors";

/** `services.routing.settings.contentPopularity`. Source: reference cdn-router 3.7. */
export interface PopularitySettings {
  /** False stops tracking; what was tracked before still counts. Default true. */
  readonly isEnabled: boolean;
  readonly algorithm: "score_based" | "time_based";
  /** Only requests in one of these groups are tracked. Empty: all are. */
  readonly sessionGroupNames: readonly string[];
  /** Contents in the list; a new one replaces the least popular. Default 100,000. */
  readonly maxContents: number;
  /** `score_based`: the list decays after this many requests. Default 1000. */
  readonly requestsBetweenDecay: number;
  /** `score_based`: the part of every score that a decay takes, 0 <= fraction < 1. Default 0.2. */
  readonly decayFraction: number;
  /** `score_based`: how much a content that is being asked for often gains in addition. Default 2.5. */
  readonly predictionFactor: number;
  /** `time_based`: the list decays this often. Default 10. */
  readonly intervalsPerHour: number;
}

export const defaultPopularitySettings: PopularitySettings = {
  isEnabled: true,
  algorithm: "score_based",
  sessionGroupNames: [],
  maxContents: 100_000,
  requestsBetweenDecay: 1_000,
  decayFraction: 0.2,
  predictionFactor: 2.5,
  intervalsPerHour: 10,
};

const MAX_CONTENTS = 10_000_000;
/** With the largest factor a score stays below 1e140 between two decays. */
const MAX_REQUESTS = 10_000_000;
const MAX_FACTOR = 20;

/** @throws AppError `invalid_argument` that names the setting, its value and its range. */
export function checkPopularitySettings(settings: PopularitySettings): void {
  const { maxContents, requestsBetweenDecay, decayFraction, predictionFactor } = settings;
  const { intervalsPerHour } = settings;
  const isCount = (value: number, max: number): boolean =>
    Number.isInteger(value) && value >= 1 && value <= max;
  const faults = [
    !isCount(maxContents, MAX_CONTENTS) &&
      `popularityListMaxSize is ${maxContents}, allowed are whole numbers from 1 to ${MAX_CONTENTS}`,
    !isCount(requestsBetweenDecay, MAX_REQUESTS) &&
      `requestsBetweenPopularityDecay is ${requestsBetweenDecay}, allowed are whole numbers from 1 to ${MAX_REQUESTS}`,
    !(decayFraction >= 0 && decayFraction < 1) &&
      `popularityDecayFraction is ${decayFraction}, allowed are numbers from 0 to below 1`,
    !(predictionFactor >= 0 && predictionFactor <= MAX_FACTOR) &&
      `popularityPredictionFactor is ${predictionFactor}, allowed are numbers from 0 to ${MAX_FACTOR}`,
    !(intervalsPerHour > 0 && intervalsPerHour <= 3_600) &&
      `intervalsPerHour is ${intervalsPerHour}, allowed are numbers above 0 up to 3600`,
  ].filter((fault) => fault !== false);
  if (faults.length > 0) throw new AppError("invalid_argument", faults.join("; "));
}
