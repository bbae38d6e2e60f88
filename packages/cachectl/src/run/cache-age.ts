const NEWLINE = 0x0a;
const RETURN = 0x0d;
const MS_PER_SECOND = 1000;

/**
 * Adds `cache_age=12s` to the performance data of a check's first line, where every Nagios-like scheduler looks for it;
 * all other bytes stay as they are. Output without a first line is left alone.
 */
export function withCacheAge(out: Buffer, ageMs: number): Buffer {
  const newline = out.indexOf(NEWLINE);
  let end = newline === -1 ? out.length : newline;
  if (end > 0 && out[end - 1] === RETURN) end -= 1;
  if (end === 0) return out;
  const line = out.subarray(0, end);
  const separator = line.includes("|") ? " " : " | ";
  // Clocks of two hosts may differ: an age below zero would only confuse.
  const seconds = Math.max(0, Math.floor(ageMs / MS_PER_SECOND));
  return Buffer.concat([line, Buffer.from(`${separator}cache_age=${seconds}s`), out.subarray(end)]);
}
