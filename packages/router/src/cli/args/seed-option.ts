import {
  numberOption,
  UsageError,
  type OptionSpec,
  type ReadArguments,
} from "@signalbox/command-line";

export const seedOption: OptionSpec = {
  name: "seed",
  value: "S",
  description: "0 <= S < 1: what random choices are made from. The same one decides the same.",
};

/** `--seed`. @throws UsageError unless 0 <= seed < 1 */
export function seedFrom(args: ReadArguments): number | undefined {
  const seed = numberOption(args, seedOption.name, { min: 0, max: 1 });
  if (seed === 1) throw new UsageError("--seed must be below 1");
  return seed;
}
