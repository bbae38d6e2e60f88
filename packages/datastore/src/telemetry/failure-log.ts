import type { Clock } from "@signalbox/clock";
import type { AppError } from "@signalbox/errors";
import type { Logger } from "@signalbox/telemetry";
import * as events from "../log-events.js";

const INTERVAL_MS = 60_000;
/** Enough to see how failures of one code differ. */
const LINES_PER_INTERVAL = 5;

interface Spoken {
  sinceMs: number;
  messages: Set<string>;
  unsaid: number;
}

/** Failures of requests as log lines: each once a minute, and some of each code; how many more there were is told with the next one. */
export class FailureLog {
  readonly #spoken = new Map<AppError["code"], Spoken>();

  constructor(readonly parts: { readonly clock: Clock; readonly log: Pick<Logger, "log"> }) {}

  note(error: AppError): void {
    const { clock, log } = this.parts;
    const nowMs = clock.monotonicMs();
    const spoken = this.#spoken.get(error.code) ?? {
      sinceMs: nowMs,
      messages: new Set(),
      unsaid: 0,
    };
    this.#spoken.set(error.code, spoken);
    const { messages } = spoken;
    if (nowMs - spoken.sinceMs >= INTERVAL_MS) {
      spoken.sinceMs = nowMs;
      messages.clear();
    }
    if (messages.size >= LINES_PER_INTERVAL || messages.has(error.message)) {
      spoken.unsaid += 1;
      return;
    }
    log.log(events.requestFailed(error, spoken.unsaid));
    messages.add(error.message);
    spoken.unsaid = 0;
  }
}
