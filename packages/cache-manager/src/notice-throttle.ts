import type { Clock } from "@signalbox/clock";

const MIN_INTERVAL_MS = 60_000;

interface Notice {
  readonly atMs: number;
  /** How often it happened since, without a line. */
  unsaid: number;
}

/** Lets one notice of each kind through a minute, however often it happens. `Kind` must be a small closed set. */
export class NoticeThrottle<Kind extends string> {
  readonly #clock: Clock;
  readonly #last = new Map<Kind, Notice>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many of this kind went unsaid before, when this one may be said; else undefined. */
  admit(kind: Kind): number | undefined {
    const nowMs = this.#clock.monotonicMs();
    const last = this.#last.get(kind);
    if (last && nowMs - last.atMs < MIN_INTERVAL_MS) {
      last.unsaid++;
      return undefined;
    }
    this.#last.set(kind, { atMs: nowMs, unsaid: 0 });
    return last?.unsaid ?? 0;
  }
}
