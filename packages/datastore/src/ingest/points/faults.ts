import type { RejectedSeries, RejectionCode } from "./points-report.js";
import type { Rejections } from "./rejections.js";

interface Fault {
  readonly code: RejectionCode;
  readonly reason: string;
  readonly ts: number | undefined;
  points: number;
}

/** Of each code so many are kept apart; further ones are added to the last. */
const MAX_EACH = 20;

/** Faults of points whose series is not known yet, because its name may follow behind them. */
export class Faults {
  readonly #faults: Fault[] = [];
  readonly #last = new Map<RejectionCode, { readonly fault: Fault; readonly kept: number }>();

  add(code: RejectionCode, reason: string, ts?: number): void {
    const last = this.#last.get(code);
    if (last && last.kept >= MAX_EACH) {
      last.fault.points++;
      return;
    }
    const fault = { code, reason, ts, points: 1 };
    this.#faults.push(fault);
    this.#last.set(code, { fault, kept: (last?.kept ?? 0) + 1 });
  }

  get points(): number {
    return this.#faults.reduce((sum, { points }) => sum + points, 0);
  }

  tell(series: RejectedSeries, rejections: Rejections): void {
    for (const { code, reason, ts, points } of this.#faults) {
      rejections.add({ series, ...(ts !== undefined && { ts }), points, code, reason });
    }
  }
}
