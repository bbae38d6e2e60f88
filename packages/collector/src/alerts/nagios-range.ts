/** A range of values; both ends belong to it. Alerts are outside of it, or with `@` inside. */
export interface NagiosRange {
  readonly start: number;
  readonly end: number;
  readonly alertsInside: boolean;
}

/** Where an alerting value lies: beside its range, in it, or nowhere because what was measured failed. */
export type Side = "none" | "above" | "below" | "inside" | "failed";

const RANGE = /^(@?)(?:([^:]*):)?([^:]*)$/;
const NUMBER = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** `10`, `10:`, `~:10`, `10:20`, `@10:20` (datastore-polling, 7.1). @returns undefined for anything else */
export function readNagiosRange(text: string): NagiosRange | undefined {
  const [, at, first, last] = RANGE.exec(text) ?? [];
  if (last === undefined || (first === undefined && last === "")) return undefined;
  const start = first === "~" ? -Infinity : readNumber(first ?? "0");
  const end = first !== undefined && last === "" ? Infinity : readNumber(last);
  if (start === undefined || end === undefined || start > end) return undefined;
  return { start, end, alertsInside: at === "@" };
}

function readNumber(text: string): number | undefined {
  return NUMBER.test(text) ? Number(text) : undefined;
}

export function sideOf({ start, end, alertsInside }: NagiosRange, value: number): Side {
  if (value < start) return alertsInside ? "none" : "below";
  if (value > end) return alertsInside ? "none" : "above";
  return alertsInside ? "inside" : "none";
}

/**
 * The side of a value that follows one which alerted on the side `before`: it counts as still there until it is `hysteresis` away from
 * the end that it had crossed. Only from that end: a load that was too high may fall to 0.
 */
export function sideAfter(
  range: NagiosRange,
  value: number,
  { before, hysteresis }: { readonly before: Side; readonly hysteresis: number },
): Side {
  const side = sideOf(range, value);
  if (side !== "none" || isAway(range, value, before, hysteresis)) return side;
  return before;
}

function isAway(range: NagiosRange, value: number, before: Side, hysteresis: number): boolean {
  const { start, end, alertsInside } = range;
  // A side of a range that was configured before.
  if ((before === "inside") !== alertsInside) return true;
  // In a range that is narrower than twice the hysteresis, its middle is far enough from both ends.
  const middle = Number.isFinite(start) && Number.isFinite(end) ? start + (end - start) / 2 : start;
  if (before === "above") return value <= Math.max(end - hysteresis, middle);
  if (before === "below") {
    const isOpen = !Number.isFinite(end);
    return value >= (isOpen ? start + hysteresis : Math.min(start + hysteresis, middle));
  }
  if (before === "inside") return value <= start - hysteresis || value >= end + hysteresis;
  return true; // A failure is over with the first value that is none.
}
