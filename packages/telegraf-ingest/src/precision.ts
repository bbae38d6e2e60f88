/** The unit of the times in a body of line protocol, by its shortest unambiguous name. */
export type Precision = "ns" | "us" | "ms" | "s" | "m" | "h";

/** Nanoseconds in one unit. */
export const NANOS_PER_UNIT: Readonly<Record<Precision, bigint>> = {
  ns: 1n,
  us: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const SPELLINGS: ReadonlyMap<string, Precision> = new Map([
  ["", "ns"],
  ["n", "ns"],
  ["ns", "ns"],
  ["u", "us"],
  ["us", "us"],
  ["ms", "ms"],
  ["s", "s"],
  ["m", "m"],
  ["h", "h"],
]);

/**
 * Reads the query parameter `precision`. Source: configuration-and-telegraf 3.6, "accept n ns u us ms s m h everywhere".
 *
 * @returns `ns` when the parameter is missing or empty, undefined when it is none of the known spellings.
 */
export function readPrecision(text: string | null | undefined): Precision | undefined {
  return SPELLINGS.get(text ?? "");
}
