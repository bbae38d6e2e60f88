const KIB = 1024;
const SIZE_UNITS = ["B", "KB", "MB", "GB", "TB"] as const;
const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86_400;

/** `512 B`, `12.4 MB`: powers of 1024, one decimal. */
export function humanBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= KIB && unit < SIZE_UNITS.length - 1) {
    value /= KIB;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${SIZE_UNITS[unit] ?? ""}`;
}

/** `0.5s`, `42s`, `3m 5s`, `2h 10m`, `4d 3h`: the two largest units. */
export function humanSeconds(seconds: number): string {
  if (seconds < 10 && !Number.isInteger(seconds)) return `${seconds.toFixed(1)}s`;
  const whole = Math.floor(seconds);
  if (whole < MINUTE_S) return `${whole}s`;
  if (whole < HOUR_S) return `${Math.floor(whole / MINUTE_S)}m ${whole % MINUTE_S}s`;
  if (whole < DAY_S) {
    return `${Math.floor(whole / HOUR_S)}h ${Math.floor((whole % HOUR_S) / MINUTE_S)}m`;
  }
  return `${Math.floor(whole / DAY_S)}d ${Math.floor((whole % DAY_S) / HOUR_S)}h`;
}

/** A text from elsewhere with control characters written out, so that it cannot steer the terminal. */
export function printable(text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex -- control characters are exactly what must not pass
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
