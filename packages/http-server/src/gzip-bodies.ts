import { createGunzip, gunzipSync } from "node:zlib";
import type { Clock } from "@signalbox/clock";
import type { ByteBudget } from "./byte-budget.js";
import type { GzipLimits } from "./hot.js";
import { joinInTurns } from "./join-in-turns.js";
import { refusal, type Refusal } from "./refusal.js";
import { noRoom, tooLarge } from "./request-rules.js";

/** What zlib hands over at once. Its own default would make four times as many pieces of a large body. */
const PIECE_BYTES = 65_536;
/**
 * Bodies up to this long that also inflate to no more than `SMALL_INFLATED_BYTES` are inflated at once: a few microseconds, a tenth of
 * what a stream and the way to another thread cost.
 */
const SMALL_BODY_BYTES = 4096;
/** Inflating this much takes about a tenth of a millisecond; what turns out to be more begins anew off the event loop. */
const SMALL_INFLATED_BYTES = 65_536;

export interface GzipOutcome {
  onWhole(body: Buffer): void;
  onRefused(problem: Refusal): void;
}

interface Job {
  readonly body: Buffer;
  readonly outcome: GzipOutcome;
}

/** Undefined for what is not small, and for what is wrong: `GzipBodies` finds out what. */
export function inflatedSmall(body: Buffer, limits: GzipLimits): Buffer | undefined {
  if (body.length > SMALL_BODY_BYTES) return undefined;
  const maxOutputLength = Math.min(SMALL_INFLATED_BYTES, limits.maxInflatedBytes);
  try {
    return gunzipSync(body, { maxOutputLength });
  } catch {
    return undefined;
  }
}

/** Inflates bodies, all but small ones off the event loop and a few at a time, and never further than the limit. */
export class GzipBodies {
  readonly #limits: GzipLimits;
  readonly #receiving: ByteBudget;
  readonly #clock: Clock;
  readonly #waiting: Job[] = [];
  #running = 0;

  /** @param receiving where compressed bodies count while they wait */
  constructor(limits: GzipLimits, receiving: ByteBudget, clock: Clock) {
    this.#limits = limits;
    this.#receiving = receiving;
    this.#clock = clock;
  }

  /** May tell the outcome before it returns. */
  inflate(body: Buffer, outcome: GzipOutcome): void {
    const small = inflatedSmall(body, this.#limits);
    if (small) {
      outcome.onWhole(small);
      return;
    }
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
    const isOver = (): void => {
      this.#running--;
      this.#receiving.give(job.body.length);
    };
    this.#inflate(job.body, {
      onRefused: (problem) => {
        isOver();
        job.outcome.onRefused(problem);
        this.#startNext();
      },
      onWhole: (inflated) => {
        isOver();
        job.outcome.onWhole(inflated);
        this.#startNext();
      },
    });
  }

  #inflate(body: Buffer, outcome: GzipOutcome): void {
    const { maxInflatedBytes } = this.#limits;
    const gunzip = createGunzip({ chunkSize: PIECE_BYTES });
    const pieces: Buffer[] = [];
    let bytes = 0;
    gunzip.on("data", (piece: Buffer) => {
      bytes += piece.length;
      if (bytes <= maxInflatedBytes) {
        pieces.push(piece);
        return;
      }
      gunzip.removeAllListeners("data");
      gunzip.destroy();
      outcome.onRefused(tooLarge(maxInflatedBytes));
    });
    gunzip.on("error", () => {
      outcome.onRefused(refusal("malformed", "invalid_argument", "request body is not valid gzip"));
    });
    gunzip.on("end", () => joinInTurns(pieces, this.#clock, (whole) => outcome.onWhole(whole)));
    gunzip.end(body);
  }
}
