import { parseArgs } from "node:util";
import type { CommandSpec, OptionSpec, ReadArguments } from "./command-spec.js";
import { UsageError, type Mistyped } from "./usage-error.js";

type Tokens = NonNullable<ReturnType<typeof parse>["tokens"]>;
type OptionToken = Extract<Tokens[number], { kind: "option" }>;

/** Every command answers to this one; a spec does not list it. */
export const helpOption: OptionSpec = {
  name: "help",
  short: "h",
  description: "Print what this command does and its options.",
};

/** For the specs of commands that can print JSON. */
export const jsonOption: OptionSpec = { name: "json", description: "Print JSON." };

/**
 * Reads the arguments of one command. An option given twice keeps its last value unless it is repeatable. A value that begins
 * with `--` must be given as `--option=--value`. `--help` ends the checks of operands, so that it works without them.
 *
 * @param argv what follows the command's name
 * @throws UsageError for an unknown option (with the known ones, for a suggestion), a value that is missing or not wanted, and
 * operands that are missing or too many; its `command` is the spec's name
 */
export function readArguments(spec: CommandSpec, argv: readonly string[]): ReadArguments {
  const { tokens, positionals } = parse(spec, argv);
  const options = new Map<string, readonly string[]>();
  const switches = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const { name, repeatable, value } = known(spec, token);
    if (value === undefined) switches.add(name);
    else {
      const given = valueOf(spec, token, value);
      options.set(name, repeatable ? [...(options.get(name) ?? []), given] : [given]);
    }
  }
  if (!switches.has(helpOption.name)) checkOperands(spec, positionals);
  return { options, switches, operands: positionals };
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

function known(spec: CommandSpec, token: OptionToken): OptionSpec {
  const option = [...spec.options, helpOption].find(({ name }) => name === token.name);
  if (option === undefined) {
    const names = [...spec.options, helpOption].map(({ name }) => `--${name}`);
    const mistyped = { given: token.rawName, known: names };
    throw refused(spec, `unknown option ${token.rawName}`, mistyped);
  }
  if (option.value === undefined && token.value !== undefined) {
    throw refused(spec, `--${option.name} takes no value`);
  }
  return option;
}

/** An option where a value should be was forgotten, not meant: `--url --json`. */
function valueOf(spec: CommandSpec, token: OptionToken, wanted: string): string {
  const { name, value, inlineValue } = token;
  if (value !== undefined && (inlineValue || !value.startsWith("--"))) return value;
  throw refused(spec, `--${name} needs a value: ${wanted}`);
}

function checkOperands(spec: CommandSpec, operands: readonly string[]): void {
  const required = spec.operands.filter((operand) => operand.startsWith("<"));
  const missing = required[operands.length];
  if (missing !== undefined) throw refused(spec, `${missing} is missing`);
  const extra = operands[spec.operands.length];
  if (extra !== undefined) throw refused(spec, `unexpected argument ${extra}`);
}

function refused({ name }: CommandSpec, message: string, mistyped?: Mistyped): UsageError {
  return new UsageError(message, { command: name, mistyped });
}
