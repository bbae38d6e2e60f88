const DAY_MS = 86_400_000;
/** Whoever checks the certificate may have a clock that is behind ours by so much. */
const BACKDATED_MS = 5 * 60_000;
/** A hundred years; certificates end in 9999 at the latest. */
export const MAX_DAYS = 36_500;

/** Both ends in epoch milliseconds. */
export interface Validity {
  readonly fromMs: number;
  readonly toMs: number;
}

/** From five minutes ago until `days` days from now. */
export function validityFor(nowMs: number, days: number): Validity {
  return { fromMs: nowMs - BACKDATED_MS, toMs: nowMs + days * DAY_MS };
}

/** What of `wanted` lies within the signer's own validity: a certificate that outlives it would not be trusted longer. */
export function within(wanted: Validity, signer: Validity): Validity {
  return {
    fromMs: Math.max(wanted.fromMs, signer.fromMs),
    toMs: Math.min(wanted.toMs, signer.toMs),
  };
}

/** Whole days from now until `toMs`, rounded down; negative once it is past. */
export const daysLeft = (toMs: number, nowMs: number): number =>
  Math.floor((toMs - nowMs) / DAY_MS);

/** The day in UTC, as `2027-11-22`; `?` for a date that cannot be read. */
export function dayOf(atMs: number): string {
  return Number.isFinite(atMs) ? new Date(atMs).toISOString().slice(0, "2027-11-22".length) : "?";
}
