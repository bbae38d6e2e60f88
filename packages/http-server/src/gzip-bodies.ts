import { gunzip } from "node:zlib";
import type { ByteBudget } from "./byte-budget.js";
import type { GzipLimits } from "./hot.js";
import { refusal, type Refusal } from "./refusal.js";
import { noRoom, tooLarge } from "./request-rules.js";

export interface GzipOutcome {
  onWhole(body: Buffer): void;
  onRefused(problem: Refusal): void;
}

interface Job {
  readonly body: Buffer;
  readonly outcome: GzipOutcome;
}

/** Inflates bodies off the event loop, a few at a time and never further than the limit. */
export class GzipBodies {
  readonly #limits: GzipLimits;
  readonly #receiving: ByteBudget;
  readonly #waiting: Job[] = [];
  #running = 0;

  /** @param receiving where compressed bodies count while they wait */
  constructor(limits: GzipLimits, receiving: ByteBudget) {
    this.#limits = limits;
    this.#receiving = receiving;
  }

  inflate(body: Buffer, outcome: GzipOutcome): void {
    if (!this.#receiving.take(body.length, 0)) {
      outcome.onRefused(noRoom(this.#receiving.maxBytes));
      return;
    }
    this.#waiting.push({ body, outcome });
    this.#startNext();
  }

  #startNext(): void {
    if (this.#running >= this.#limits.maxConcurrent) return;
    const job = this.#waiting.shift();
    if (!job) return;
    this.#running++;
    const { maxInflatedBytes } = this.#limits;
    gunzip(job.body, { maxOutputLength: maxInflatedBytes }, (error, inflated) => {
      this.#running--;
      this.#receiving.give(job.body.length);
      if (error) job.outcome.onRefused(gzipProblem(error, maxInflatedBytes));
      else job.outcome.onWhole(inflated);
      this.#startNext();
    });
  }
}

function gzipProblem(error: NodeJS.ErrnoException, maxInflatedBytes: number): Refusal {
  if (error.code === "ERR_BUFFER_TOO_LARGE") return tooLarge(maxInflatedBytes);
  return refusal("malformed", "invalid_argument", "request body is not valid gzip");
}
