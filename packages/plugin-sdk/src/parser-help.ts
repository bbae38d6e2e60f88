import { takesValue, type Argument } from "./parser-options.js";

/** The texts around the list of arguments. */
export interface HelpTexts {
  readonly prog: string;
  readonly usage: string | undefined;
  readonly description: string | undefined;
  readonly epilog: string | undefined;
  readonly copyright: string | undefined;
}

/** Column at which the descriptions begin, in characters. */
const HELP_COLUMN = 24;

const metavar = (argument: Argument): string =>
  argument.metavar ?? (argument.flags.length > 0 ? argument.dest.toUpperCase() : argument.dest);

function invocation(argument: Argument, flag: string | undefined): string {
  if (flag === undefined) return metavar(argument);
  return takesValue(argument) ? `${flag} ${metavar(argument)}` : flag;
}

function usagePart(argument: Argument): string {
  const text = invocation(argument, argument.flags[0]);
  const isOptional = argument.flags.length > 0 && argument.required !== true;
  return isOptional ? `[${text}]` : text;
}

/** The usage line, with its line feed. */
export function formatUsage(texts: HelpTexts, declared: readonly Argument[]): string {
  const parts = [texts.prog, "[-h]", ...declared.map(usagePart)];
  return `usage: ${texts.usage ?? parts.join(" ")}\n`;
}

function row(names: string, help: string): string {
  const left = `  ${names}`;
  if (help === "") return left;
  if (left.length <= HELP_COLUMN - 2) return left.padEnd(HELP_COLUMN) + help;
  return `${left}\n${" ".repeat(HELP_COLUMN)}${help}`;
}

function section(title: string, rows: readonly string[]): string[] {
  return rows.length > 0 ? [`${title}:\n${rows.join("\n")}\n`] : [];
}

const rowOf = (argument: Argument): string => {
  const flags: readonly (string | undefined)[] =
    argument.flags.length > 0 ? argument.flags : [undefined];
  return row(flags.map((flag) => invocation(argument, flag)).join(", "), argument.help ?? "");
};

/** Copyright, usage, description, arguments and epilog, a blank line between two of them. */
export function formatHelp(texts: HelpTexts, declared: readonly Argument[]): string {
  const line = (text: string | undefined): string[] => (text ? [`${text}\n`] : []);
  const positionals = declared.filter((argument) => argument.flags.length === 0);
  const options = declared.filter((argument) => argument.flags.length > 0);
  return [
    ...line(texts.copyright),
    formatUsage(texts, declared),
    ...line(texts.description),
    ...section("positional arguments", positionals.map(rowOf)),
    ...section("options", [row("-h, --help", "show this help and exit"), ...options.map(rowOf)]),
    ...line(texts.epilog),
  ].join("\n");
}
