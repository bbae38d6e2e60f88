import type { Clock } from "@signalbox/clock";
import type { Logger } from "@signalbox/telemetry";
import type { Repeatable } from "./log-events.js";

const MIN_INTERVAL_MS = 60_000;

export interface IngestNoticesOptions {
  readonly clock: Clock;
  readonly log: Pick<Logger, "log">;
  /** Subjects, such as hosts and peers, that get a line of their own within a minute; the others get none. Default 200. */
  readonly maxSubjects?: number;
}

const DEFAULT_MAX_SUBJECTS = 200;

/** Writes a line about each subject at most once a minute, whoever sends what: the log must outlive a flood. */
export class IngestNotices {
  readonly #options: IngestNoticesOptions;
  /** By subject, oldest line first. */
  readonly #said = new Map<string, { readonly atMs: number; unsaid: number }>();

  constructor(options: IngestNoticesOptions) {
    this.#options = options;
  }

  /** @param subject what the minute is counted for */
  say(subject: string, event: Repeatable): void {
    const nowMs = this.#options.clock.monotonicMs();
    const last = this.#said.get(subject);
    if (last && nowMs - last.atMs < MIN_INTERVAL_MS) {
      last.unsaid++;
      return;
    }
    if (!last && !this.#hasRoom(nowMs)) return;
    // Behind all others: the order of the map is that of the lines.
    this.#said.delete(subject);
    this.#said.set(subject, { atMs: nowMs, unsaid: 0 });
    this.#options.log.log(event(last?.unsaid ?? 0));
  }

  #hasRoom(nowMs: number): boolean {
    const { maxSubjects = DEFAULT_MAX_SUBJECTS } = this.#options;
    if (this.#said.size < maxSubjects) return true;
    for (const [subject, { atMs }] of this.#said) {
      if (nowMs - atMs < MIN_INTERVAL_MS) return false;
      this.#said.delete(subject);
      return true;
    }
    return false;
  }
}
