/** What is told of a ping that failed; negative, and so no time (datastore-polling, 7.3 and 9.20). */
export const FAILED_PING_MS = -30;
/** Pings before those that count: the first ones of a path may set it up. */
const PRIMING_PINGS = 2;
const COUNTED_PINGS = 6;
const ATTEMPTS = 2;

/** Pings an address so many times. Resolves with what the program printed; rejects, or prints no summary, when none came back. */
export type PingProgram = (address: string, count: number, signal: AbortSignal) => Promise<string>;

/** `rtt min/avg/max/mdev = 0.045/0.050/0.061/0.006 ms`; some programs have `round-trip` and three values. */
const SUMMARY = /min\/avg\/max[^=\n]{0,20}=\s*(\d+(?:\.\d+)?)\//;

/** Least round-trip time in a program's summary, in milliseconds; undefined without one. */
export function leastRtt(printed: string): number | undefined {
  const [, least] = SUMMARY.exec(printed) ?? [];
  return least === undefined ? undefined : Number(least);
}

/**
 * Two priming pings, then six; the least time of those. Everything is tried once more when it fails (datastore-polling, 7.3).
 *
 * @returns milliseconds; `FAILED_PING_MS` when nothing came back
 */
export async function pingRtt(
  ping: PingProgram,
  address: string,
  signal: AbortSignal,
): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS && !signal.aborted; attempt += 1) {
    await ping(address, PRIMING_PINGS, signal).catch(() => "");
    const printed = await ping(address, COUNTED_PINGS, signal).catch(() => "");
    const least = leastRtt(printed);
    if (least !== undefined) return least;
  }
  return FAILED_PING_MS;
}
