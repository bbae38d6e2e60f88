import { MAX_TIME_US, MIN_TIME_US } from "./data-query.js";
import { readDecimal } from "./decimal.js";
import { type JsonNode, type JsonObjectNode, kindOf } from "./json-node.js";

export interface RangeUs {
  readonly fromUs: number;
  readonly toUs: number;
}

export type RangeReading =
  | ({ readonly kind: "range" } & RangeUs)
  | { readonly kind: "nothing"; readonly reason: string }
  | { readonly kind: "missing_bound" | "bad_bound"; readonly problem: string };

/** The integers a bound admits, from it on or up to it. */
const LOWER = [
  ["gt", (text: string) => plus(readDecimal(text)?.floor, 1n)],
  ["gte", (text: string) => readDecimal(text)?.ceil],
] as const;
const UPPER = [
  ["lt", (text: string) => plus(readDecimal(text)?.ceil, -1n)],
  ["lte", (text: string) => readDecimal(text)?.floor],
] as const;

/**
 * The times that all bounds of `ts` admit (datastore-polling, 3.5, 9.6, 9.7): `gt`, `gte`, `lt` and `lte`, numbers or texts
 * that hold one, computed exactly and cut to what a store can hold.
 *
 * @param options.isOpen A missing side means without end.
 */
export function readTimeRange(ts: JsonObjectNode, options: { isOpen: boolean }): RangeReading {
  const lower = bounds(ts, LOWER);
  const upper = bounds(ts, UPPER);
  const problem = lower.problem ?? upper.problem;
  if (problem !== undefined) return { kind: "bad_bound", problem };
  if (!options.isOpen && lower.all.length === 0) return missing("lower bound (gt or gte)");
  if (!options.isOpen && upper.all.length === 0) return missing("upper bound (lt or lte)");
  return within(lower.all, upper.all);
}

function missing(what: string): RangeReading {
  return { kind: "missing_bound", problem: `ts has no ${what}` };
}

function within(lower: readonly bigint[], upper: readonly bigint[]): RangeReading {
  const from = lower.reduce((one, other) => (one > other ? one : other), BigInt(MIN_TIME_US));
  const to = upper.reduce((one, other) => (one < other ? one : other), BigInt(MAX_TIME_US));
  // Only the near side of each is cut: a range wholly beyond what a store holds is empty, not its last microsecond.
  if (from > to) return { kind: "nothing", reason: "the bounds of ts admit no time" };
  return { kind: "range", fromUs: Number(from), toUs: Number(to) };
}

type BoundRule = readonly [name: string, read: (text: string) => bigint | undefined];

function bounds(ts: JsonObjectNode, rules: readonly BoundRule[]) {
  const all: bigint[] = [];
  let problem: string | undefined;
  for (const [name, read] of rules) {
    const node = ts.members.get(name);
    if (node === undefined) continue;
    const bound = read(numberText(node));
    if (bound === undefined) problem ??= `ts.${name} is not a number but ${kindOf(node)}`;
    else all.push(bound);
  }
  return { all, problem };
}

function numberText(node: JsonNode): string {
  if (node.kind === "number") return node.raw;
  return node.kind === "string" ? node.text : "";
}

function plus(value: bigint | undefined, more: bigint): bigint | undefined {
  return value === undefined ? undefined : value + more;
}
