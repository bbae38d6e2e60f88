import type { Instant } from "./instant.js";
import type { Series } from "./series.js";

/**
 * One field of a sample. Integers are numbers while a number holds them exactly and bigints beyond that (2^53), so that
 * nothing is rounded; `kind` tells an integer from a float of the same value.
 */
export type Field =
  | { readonly key: string; readonly kind: "float"; readonly value: number }
  | { readonly key: string; readonly kind: "int" | "uint"; readonly value: number | bigint }
  | { readonly key: string; readonly kind: "string"; readonly value: string }
  | { readonly key: string; readonly kind: "boolean"; readonly value: boolean };

/** One sample. */
export interface Point {
  readonly series: Series;
  /** At least one. A key may occur twice; the last counts. */
  readonly fields: readonly Field[];
  readonly time: Instant;
}
