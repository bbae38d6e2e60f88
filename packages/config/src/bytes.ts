import { formatAmount, parseAmount, type AmountKind } from "./amount.js";

const KB = 1024;
const MB = 1024 * KB;
const GB = 1024 * MB;
const TB = 1024 * GB;

const kind: AmountKind = {
  name: "size",
  units: { b: 1, k: KB, kb: KB, kib: KB, m: MB, mb: MB, mib: MB, g: GB, gb: GB, gib: GB, tb: TB },
  bareUnit: "b",
  hint: "use a number with B, KB, MB, GB or TB, such as 16KB or 10MB",
};

/**
 * Reads a size: `0B`, `16KB`, `10MB`, `1.5GB`, any letter case, one blank allowed before the unit. Units are powers of
 * 1024; a bare number is bytes.
 *
 * @returns whole bytes.
 * @throws AppError `invalid_argument` naming the text and the accepted forms.
 */
export function parseBytes(given: string | number): number {
  return parseAmount(kind, given);
}

/** Writes bytes in the largest unit that is exact: 10485760 is `10MB`, 1025 is `1025B`, 0 is `0B`. */
export function formatBytes(sizeBytes: number): string {
  const units = [
    ["TB", TB],
    ["GB", GB],
    ["MB", MB],
    ["KB", KB],
    ["B", 1],
  ] as const;
  return Number.isInteger(sizeBytes) ? formatAmount(sizeBytes, units, "0B") : `${sizeBytes}B`;
}
