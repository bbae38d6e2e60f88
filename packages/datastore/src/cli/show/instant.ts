const US_PER_MS = 1000;
/** Beyond this a Date cannot show it. */
const MAX_DATE_MS = 8.64e15;

/** Microseconds since 1970 as people read them, to the millisecond; as they are when no calendar has them. */
export function instant(us: number): string {
  const ms = Math.floor(us / US_PER_MS);
  return Math.abs(ms) <= MAX_DATE_MS ? new Date(ms).toISOString() : String(us);
}
