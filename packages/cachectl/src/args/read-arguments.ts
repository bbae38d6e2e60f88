import { parseArgs } from "node:util";
import { UsageError } from "../usage-error.js";
import type { CommandSpec, OptionSpec, ReadArguments } from "./command-spec.js";

interface Token {
  readonly kind: "option";
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
}

function parse(spec: CommandSpec, argv: readonly string[]) {
  const options = Object.fromEntries(
    [...spec.options, helpOption].map(({ name, short, value }) => [
      name,
      {
        type: value === undefined ? ("boolean" as const) : ("string" as const),
        multiple: true,
        ...(short === undefined ? {} : { short }),
      },
    ]),
  );
  // Not strict: node's own messages know neither the nearest name nor our wording.
  return parseArgs({
    args: [...argv],
    options,
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
}

/** Every command answers to this one. */
export const helpOption: OptionSpec = {
  name: "help",
  short: "h",
  description: "Print what this command does and its options.",
};

function known(spec: CommandSpec, token: Token): OptionSpec {
  const option = [...spec.options, helpOption].find(({ name }) => name === token.name);
  if (option !== undefined) return option;
  throw new UsageError(`${spec.name}: unknown option ${token.rawName}`, {
    given: token.rawName,
    known: spec.options.map(({ name }) => `--${name}`),
  });
}

function checkOperands(spec: CommandSpec, operands: readonly string[]): void {
  const required = spec.operands.filter((operand) => operand.startsWith("<"));
  const missing = required[operands.length];
  if (missing !== undefined) throw new UsageError(`${spec.name}: ${missing} is missing`);
  const extra = operands[spec.operands.length];
  if (extra !== undefined) throw new UsageError(`${spec.name}: unexpected argument ${extra}`);
}

/**
 * Reads the arguments of one command without loading anything but `node:util`. An option given twice keeps its last
 * value unless it is repeatable. `--help` ends the checks, so that it works next to a mistake.
 *
 * @throws UsageError for an unknown option (with the known ones, for a suggestion), a value that is missing or not wanted, and
 * operands that are missing or too many.
 */
export function readArguments(spec: CommandSpec, argv: readonly string[]): ReadArguments {
  const { tokens, positionals } = parse(spec, argv);
  const options = new Map<string, readonly string[]>();
  const switches = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const { name, value, repeatable } = known(spec, token);
    if (value === undefined) {
      if (token.value !== undefined) throw new UsageError(`${spec.name}: --${name} takes no value`);
      switches.add(name);
    } else {
      if (token.value === undefined) throw new UsageError(`${spec.name}: --${name} needs a value`);
      options.set(name, repeatable ? [...(options.get(name) ?? []), token.value] : [token.value]);
    }
  }
  if (!switches.has(helpOption.name)) checkOperands(spec, positionals);
  return { options, switches, operands: positionals };
}
