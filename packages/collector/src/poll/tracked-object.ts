import type { EventPlan } from "./event-plan.js";

const NEWEST = 0;
const FRONTIER = 1;
const RESCANNED = 2;
const MARKS = 3;

/**
 * An object whose series are read, with what is known of each: 24 bytes a series. Times are microseconds since 1970,
 * `-Infinity` where there is none. Series are named by their place in `plan.events`.
 */
export class TrackedObject {
  readonly #marks: Float64Array;
  /** Whether its newest points were looked up in our store. */
  isLoaded = false;

  constructor(
    readonly objectType: string,
    readonly id: string,
    readonly plan: EventPlan,
  ) {
    this.#marks = new Float64Array(plan.events.length * MARKS).fill(-Infinity);
  }

  /** Newest point that is stored. */
  newestUs(series: number): number {
    return this.#marks[series * MARKS + NEWEST] ?? -Infinity;
  }

  /** Up to where the store was asked and what it answered is stored. */
  frontierUs(series: number): number {
    return this.#marks[series * MARKS + FRONTIER] ?? -Infinity;
  }

  /** The frontier when the series was last asked again for its longer past. */
  rescannedUs(series: number): number {
    return this.#marks[series * MARKS + RESCANNED] ?? -Infinity;
  }

  setNewest(series: number, timeUs: number): void {
    this.#marks[series * MARKS + NEWEST] = timeUs;
  }

  setFrontier(series: number, timeUs: number): void {
    this.#marks[series * MARKS + FRONTIER] = timeUs;
  }

  setRescanned(series: number, timeUs: number): void {
    this.#marks[series * MARKS + RESCANNED] = timeUs;
  }

  /** Takes over what was known of the same object under another plan; what is new to it has to be loaded. */
  inherit(before: TrackedObject): void {
    this.isLoaded = before.isLoaded;
    for (const [series, event] of this.plan.events.entries()) {
      const earlier = before.plan.events.indexOf(event);
      if (earlier < 0) this.isLoaded = false;
      this.setNewest(series, before.newestUs(earlier));
      this.setFrontier(series, before.frontierUs(earlier));
      this.setRescanned(series, before.rescannedUs(earlier));
    }
  }
}
