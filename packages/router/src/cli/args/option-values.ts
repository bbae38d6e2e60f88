import { UsageError } from "../usage-error.js";
import type { OptionSpec, ReadArguments } from "./command-spec.js";

/** Bounds of a numeric option, both allowed. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

export const seedOption: OptionSpec = {
  name: "seed",
  value: "S",
  description: "0 <= S < 1: what random choices are made from. The same one decides the same.",
};

/** The last value given for `name`. */
export function textOption(args: ReadArguments, name: string): string | undefined {
  return args.options.get(name)?.at(-1);
}

/** @throws UsageError when it was not given */
export function requiredOption(args: ReadArguments, name: string): string {
  const text = textOption(args, name);
  if (text === undefined) throw new UsageError(`--${name} is missing`);
  return text;
}

/** A whole number. @throws UsageError for anything else or out of bounds */
export function countOption(args: ReadArguments, name: string, bounds: Bounds): number | undefined {
  const text = textOption(args, name);
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`--${name}: not a whole number: ${text}`);
  return within(name, text, bounds);
}

/** A number with or without fraction. @throws UsageError for anything else or out of bounds */
export function numberOption(
  args: ReadArguments,
  name: string,
  bounds: Bounds,
): number | undefined {
  const text = textOption(args, name);
  if (text === undefined) return undefined;
  if (!/^\d{1,15}(?:\.\d{1,20})?$/.test(text)) {
    throw new UsageError(`--${name}: not a number: ${text}`);
  }
  return within(name, text, bounds);
}

/** `--seed`. @throws UsageError unless 0 <= seed < 1 */
export function seedFrom(args: ReadArguments): number | undefined {
  const seed = numberOption(args, seedOption.name, { min: 0, max: 1 });
  if (seed === 1) throw new UsageError("--seed must be below 1");
  return seed;
}

function within(name: string, text: string, { min, max }: Bounds): number {
  const value = Number(text);
  if (value < min) throw new UsageError(`--${name} ${text} is too small, minimum is ${min}`);
  if (value > max) throw new UsageError(`--${name} ${text} is too large, maximum is ${max}`);
  return value;
}
