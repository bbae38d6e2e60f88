import { ParamError } from "./errors.js";
import { parseFloatText } from "./decimal-format.js";

/** What one argument turns into. */
export type ArgumentValue = string | number | boolean | string[] | number[] | undefined;

/** How an argument is read and described. The names are those of Python's argparse. */
export interface ArgumentSettings {
  readonly help?: string | undefined;
  /** Default `string`. */
  readonly type?: "string" | "int" | "float" | undefined;
  /** `store` takes one value (default), `store_true` none, `append` collects several. */
  readonly action?: "store" | "store_true" | "append" | undefined;
  readonly required?: boolean | undefined;
  readonly default?: ArgumentValue;
  readonly choices?: readonly string[] | undefined;
  /** Name of the value in the help. */
  readonly metavar?: string | undefined;
  /** Name in the result. Default: the first long flag, `-` turned into `_`. */
  readonly dest?: string | undefined;
}

/** One declared option or positional argument. */
export interface Argument extends ArgumentSettings {
  readonly dest: string;
  /** `--name` without its dashes; the single letter for an option that has no long flag; empty for a positional. */
  readonly key: string;
  /** The single letter of `-n`, if there is one besides a long flag. */
  readonly short: string | undefined;
  readonly flags: readonly string[];
}

const LONG = /^--[a-zA-Z][\w-]*$/;
const SHORT = /^-[a-zA-Z]$/;
const POSITIONAL = /^[a-zA-Z]\w*$/;

/** @throws ParamError for flags of another form than `-x`, `--name` or, alone, `name`. */
export function declareArgument(names: readonly string[], settings: ArgumentSettings): Argument {
  const flags = names.filter((name) => LONG.test(name) || SHORT.test(name));
  const isPositional = names.length === 1 && POSITIONAL.test(names[0] ?? "");
  if (!isPositional && (flags.length === 0 || flags.length !== names.length)) {
    throw new ParamError(
      `an argument is -x and/or --name, or one plain name, got ${names.join(" ")}`,
    );
  }
  const long = flags.find((flag) => LONG.test(flag))?.slice(2);
  const short = flags.find((flag) => SHORT.test(flag))?.slice(1);
  const dest = settings.dest ?? (long ?? short ?? names[0] ?? "").replaceAll("-", "_");
  return { ...settings, dest, flags, short: long ? short : undefined, key: long ?? short ?? "" };
}

export const takesValue = (argument: Argument): boolean => argument.action !== "store_true";

export const shownName = (argument: Argument): string =>
  argument.flags.length > 0 ? argument.flags.join("/") : argument.dest;

/** @throws ParamError in argparse's manner: `argument -t/--timeout: invalid int value: 'x'`. */
export function convertArgument(argument: Argument, text: string): string | number {
  const { choices, type = "string" } = argument;
  if (choices && !choices.includes(text)) {
    const list = choices.map((choice) => `'${choice}'`).join(", ");
    throw new ParamError(`argument ${shownName(argument)}: '${text}' is none of ${list}`);
  }
  if (type === "string") return text;
  const value = type === "int" && !/^\s*[+-]?\d+\s*$/.test(text) ? undefined : parseFloatText(text);
  if (value !== undefined) return value;
  throw new ParamError(`argument ${shownName(argument)}: invalid ${type} value: '${text}'`);
}
