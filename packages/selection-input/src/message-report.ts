import { oneLine } from "@signalbox/errors";
import { InputRefused, type Refusal } from "./refusal.js";
import { joinOutcomes, type WriteOutcome } from "./write-log.js";

/** A host whose data was not taken. */
export interface HostRefusal {
  /** Made fit for one line. */
  readonly host: string;
  readonly error: InputRefused;
}

/** What became of one message. */
export interface MessageReport {
  readonly outcome: WriteOutcome;
  /** Hosts whose data was taken, also when it brought nothing new. */
  readonly accepted: number;
  /** Hosts whose data was passed over because newer data is there; that is normal with several aggregators. */
  readonly older: number;
  readonly refused: number;
  /** The first refusals, up to `maxReportedRefusals`. */
  readonly refusals: readonly HostRefusal[];
}

/** Gathers a report; a refusal costs little beyond the first ones. */
export class ReportBuilder {
  readonly #maxReported: number;
  readonly #refusals: HostRefusal[] = [];
  #outcome: WriteOutcome = "nothing";
  #accepted = 0;
  #older = 0;
  #refused = 0;

  constructor(maxReported: number) {
    this.#maxReported = maxReported;
  }

  accept(outcome: WriteOutcome): void {
    this.#accepted += 1;
    this.#outcome = joinOutcomes([this.#outcome, outcome]);
  }

  passOver(): void {
    this.#older += 1;
  }

  refuse(host: string, refusal: Refusal): void {
    this.#refused += 1;
    if (this.#refusals.length >= this.#maxReported) return;
    this.#refusals.push({ host: oneLine(host), error: new InputRefused(refusal) });
  }

  build(): MessageReport {
    return {
      outcome: this.#outcome,
      accepted: this.#accepted,
      older: this.#older,
      refused: this.#refused,
      refusals: this.#refusals,
    };
  }
}
