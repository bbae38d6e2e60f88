import type { Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import type { ContentRequest, Explanation, TraceStep } from "@signalbox/routing";
import type { Logger } from "@signalbox/telemetry";
import { accessLine } from "../content/access-line.js";
import type { Answer } from "../content/answer.js";
import { decideWithTrace } from "../core/explain.js";
import type { RouterCore } from "../core/router-core.js";
import * as events from "../log-events.js";

const WINDOW_MS = 1_000;
/** Decisions written within a second, whatever the share: writing one costs more than taking it. */
const MAX_PER_WINDOW = 20;
const MAX_STEPS = 30;
const MAX_LINE_CHARS = 4_000;
const ORIGIN = /^https?:\/\/[^/?#]*/i;

export interface DecisionLogOptions {
  readonly core: RouterCore;
  readonly clock: Clock;
  readonly log: Logger;
  /** Part of the requests whose decision is written in full; 0: of none. */
  readonly share: number;
  /** 0 <= x < 1. */
  readonly random: () => number;
}

/** Writes where clients were sent: every one while the level is `debug`, and for a share of them why. */
export class DecisionLog {
  readonly #options: DecisionLogOptions;
  #windowEndsMs = -Infinity;
  #written = 0;
  #skipped = 0;

  constructor(options: DecisionLogOptions) {
    this.#options = options;
  }

  /** @param seed what the random numbers of the request were made from */
  note(request: ContentRequest, seed: number, answer: Answer): void {
    const { log, share, random } = this.#options;
    if (log.isDebug) log.log(events.traced(this.#line(request, answer)));
    if (share === 0 || random() >= share) return;
    if (this.#hasRoom()) void this.#explain(request, seed, answer);
    else this.#skipped++;
  }

  #hasRoom(): boolean {
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs >= this.#windowEndsMs) {
      this.#windowEndsMs = nowMs + WINDOW_MS;
      this.#written = 0;
    }
    return ++this.#written <= MAX_PER_WINDOW;
  }

  /** The decision once more, in the same turn where nothing has to be waited for, now with its reasons. */
  async #explain(request: ContentRequest, seed: number, answer: Answer): Promise<void> {
    const { core, log } = this.#options;
    const line = this.#line(request, answer);
    const skipped = this.#skipped;
    this.#skipped = 0;
    try {
      const explained = await decideWithTrace(core, core.state, request, seed);
      log.log(events.decided(`${line}: ${reasons(explained)}`.slice(0, MAX_LINE_CHARS), skipped));
    } catch (error) {
      log.log(events.decided(`${line}: ${AppError.from(error).message}`, skipped));
    }
  }

  #line(request: ContentRequest, { status, headers }: Answer): string {
    const at = headers.indexOf("Location");
    const origin = at < 0 ? undefined : ORIGIN.exec(headers[at + 1] ?? "")?.[0];
    const line = accessLine(request, status, this.#options.clock.wallMs());
    return origin === undefined ? line : `${line} to ${origin}`;
  }
}

function reasons({ steps, next }: Explanation): string {
  const shown = steps.slice(0, MAX_STEPS).map(stepText);
  const more = steps.length - shown.length;
  return [
    ...shown,
    ...(more > 0 ? [`${more} more`] : []),
    ...(next ? [`next would be ${next.name}`] : []),
  ].join("; ");
}

function stepText({ node, outcome, weight, gate, reason }: TraceStep): string {
  const because = reason === undefined ? "" : `, ${reason}`;
  const condition = gate === undefined ? "" : ` by ${gate.text} = ${weight ?? "unknown"}`;
  return `${node} ${outcome}${condition}${because}`;
}
