import { parseArgs } from "node:util";
import { UsageError } from "../usage-error.js";
import {
  helpOption,
  type CommandSpec,
  type OptionSpec,
  type ReadArguments,
} from "./command-spec.js";

type Tokens = NonNullable<ReturnType<typeof parse>["tokens"]>;
type OptionToken = Extract<Tokens[number], { kind: "option" }>;

/**
 * Reads the arguments of one subcommand. An option given twice keeps its last value unless it is repeatable. `--help` ends the
 * checks of operands, so that it works next to a mistake.
 *
 * @throws UsageError for an unknown option (with the known ones, for a suggestion), a value that is missing or not wanted, and
 * operands that are missing or too many
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
      const given = valueOf(token, value);
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
    throw new UsageError(`unknown option ${token.rawName}`, {
      mistyped: { given: token.rawName, known: names },
    });
  }
  if (option.value === undefined && token.value !== undefined) {
    throw new UsageError(`--${option.name} takes no value`);
  }
  return option;
}

/** An option where a value should be was forgotten, not meant: `--url --json`. */
function valueOf({ name, value, inlineValue }: OptionToken, wanted: string): string {
  if (value !== undefined && (inlineValue || !value.startsWith("--"))) return value;
  throw new UsageError(`--${name} needs a value: ${wanted}`);
}

function checkOperands(spec: CommandSpec, operands: readonly string[]): void {
  const missing = spec.operands[operands.length];
  if (missing !== undefined) throw new UsageError(`${missing} is missing`);
  const extra = operands[spec.operands.length];
  if (extra !== undefined) throw new UsageError(`unexpected argument ${extra}`);
}
