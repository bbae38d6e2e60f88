import type { Clock } from "@signalbox/clock";
import type { AppError } from "@signalbox/errors";
import type { Logger } from "@signalbox/telemetry";
import * as events from "../log-events.js";

const INTERVAL_MS = 60_000;
/** Enough to see that failures of one code differ. */
const LINES_PER_INTERVAL = 5;

interface Spoken {
  sinceMs: number;
  lines: number;
  unsaid: number;
}

/** Failures of requests as log lines: some of each code a minute; how many more there were is told with the next one. */
export class FailureLog {
  readonly #spoken = new Map<AppError["code"], Spoken>();

  constructor(readonly parts: { readonly clock: Clock; readonly log: Pick<Logger, "log"> }) {}

  note(error: AppError): void {
    const { clock, log } = this.parts;
    const nowMs = clock.monotonicMs();
    const spoken = this.#spoken.get(error.code) ?? { sinceMs: nowMs, lines: 0, unsaid: 0 };
    this.#spoken.set(error.code, spoken);
    if (nowMs - spoken.sinceMs >= INTERVAL_MS) Object.assign(spoken, { sinceMs: nowMs, lines: 0 });
    if (spoken.lines >= LINES_PER_INTERVAL) {
      spoken.unsaid += 1;
      return;
    }
    log.log(events.requestFailed(error, spoken.unsaid));
    spoken.lines += 1;
    spoken.unsaid = 0;
  }
}
