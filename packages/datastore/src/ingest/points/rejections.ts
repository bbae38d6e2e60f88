import { oneLine } from "@signalbox/errors";
import type { RejectedSeries, Rejection, RejectionCode } from "./points-report.js";

const MAX_SHOWN_CHARS = 200;

/** Counts refused points, and describes the first of them. */
export class Rejections {
  readonly #first: Rejection[] = [];
  readonly #by = new Map<RejectionCode, number>();
  readonly #maxDescribed: number;
  #count = 0;

  constructor(maxDescribed: number) {
    this.#maxDescribed = maxDescribed;
  }

  add(rejection: Rejection): void {
    const { code, points } = rejection;
    this.#count += points;
    this.#by.set(code, (this.#by.get(code) ?? 0) + points);
    if (this.#first.length < this.#maxDescribed) this.#first.push(shown(rejection));
  }

  report() {
    return {
      rejected: this.#count,
      rejectedBy: Object.fromEntries(this.#by),
      rejections: this.#first,
    };
  }
}

/** Names and reasons may hold what the sender chose. */
const shown = ({ series, reason, ...rest }: Rejection): Rejection => ({
  series: shownSeries(series),
  ...rest,
  reason: oneLine(reason),
});

function shownSeries({ type, event, id }: RejectedSeries): RejectedSeries {
  return {
    ...(type !== undefined && { type: shownName(type) }),
    ...(event !== undefined && { event: shownName(event) }),
    ...(id !== undefined && { id: shownName(id) }),
  };
}

const shownName = (name: string): string => oneLine(name.slice(0, MAX_SHOWN_CHARS));
