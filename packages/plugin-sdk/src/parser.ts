import { errorMessage } from "./cached-error.js";
import { ParamError } from "./errors.js";
import { formatHelp, formatUsage, type HelpTexts } from "./parser-help.js";
import {
  convertArgument,
  declareArgument,
  shownName,
  takesValue,
  type Argument,
  type ArgumentSettings,
  type ArgumentValue,
} from "./parser-options.js";

export interface ParserOptions {
  /** The plugin's name. Default: the last part of the script's path. */
  readonly prog?: string | undefined;
  /** Replaces the usage line made from the arguments. */
  readonly usage?: string | undefined;
  readonly description?: string | undefined;
  readonly epilog?: string | undefined;
  /** First line of the help. */
  readonly copyright?: string | undefined;
  readonly copystr?: string | undefined;
  /** Takes help and errors. Default: standard output, which is what a monitoring system shows. */
  readonly write?: ((text: string) => void) | undefined;
  /** Ends the process. Default: `process.exit`. */
  readonly exit?: ((code: number) => never) | undefined;
}

export type ParsedArguments = Record<string, ArgumentValue>;

/** The raw values by key, as `node:util` gives them. */
interface RawArguments {
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
}

const UNKNOWN = 3;
const NEGATIVE_NUMBER = /^-\.?\d/;

const scriptName = (): string => (process.argv[1] ?? "plugin").split(/[\\/]/).at(-1) ?? "plugin";

/** Node reports the first mistake with advice for programmers; one sentence of it is for the user. */
const firstSentence = (text: string): string => text.split(/\. |\n/)[0] ?? text;

/**
 * Reads a plugin's command line: options and positionals are declared as with Python's argparse, parsed by `node:util`
 * (loaded at the first parse). Help and errors go to standard output and exit with 3, UNKNOWN.
 * Source: reference cache-manager 5, "Parser".
 */
export class Parser {
  readonly #declared: Argument[] = [];
  readonly #options: ParserOptions;
  #copyright: string | undefined;

  constructor(options: ParserOptions = {}) {
    this.#options = options;
    this.#copyright = options.copyright ?? options.copystr;
  }

  /**
   * Declares `-x`, `--name`, both, or a positional `name`; settings come last.
   *
   * @throws ParamError for names of another form.
   */
  addArgument(...args: [...string[], ArgumentSettings] | string[]): this {
    const all: readonly (string | ArgumentSettings)[] = args;
    const names = all.filter((arg) => typeof arg === "string");
    const settings = all.find((arg) => typeof arg === "object") ?? {};
    this.#declared.push(declareArgument(names, settings));
    return this;
  }

  /**
   * The values by destination name. Options that were not given have their default, `store_true` false.
   *
   * @param argv Default: the process's own arguments.
   */
  parseArgs(argv: readonly string[] = process.argv.slice(2)): ParsedArguments {
    let raw: RawArguments;
    try {
      raw = this.#parse(argv);
      if (!raw.values["help"]) return this.#collect(raw);
    } catch (reason) {
      return this.error(firstSentence(errorMessage(reason)));
    }
    this.#write(this.formatHelp());
    return this.#exit(UNKNOWN);
  }

  /** Prints usage and message, exits with 3. */
  error(message: string): never {
    this.#write(`${this.formatUsage()}${this.#texts().prog}: error: ${message}\n`);
    return this.#exit(UNKNOWN);
  }

  formatHelp(): string {
    return formatHelp(this.#texts(), this.#declared);
  }

  formatUsage(): string {
    return formatUsage(this.#texts(), this.#declared);
  }

  setCopyright(copyright: string): void {
    this.#copyright = copyright;
  }

  /** The documentation's spellings of the methods above. */
  add_argument(...args: Parameters<Parser["addArgument"]>): this {
    return this.addArgument(...args);
  }

  parse_args(argv?: readonly string[]): ParsedArguments {
    return this.parseArgs(argv);
  }

  format_help(): string {
    return this.formatHelp();
  }

  set_copyright(copyright: string): void {
    this.setCopyright(copyright);
  }

  #parse(argv: readonly string[]): RawArguments {
    const { parseArgs } = process.getBuiltinModule("node:util");
    const options = this.#declared.filter((argument) => argument.flags.length > 0);
    return parseArgs({
      args: this.#joinNegatives(argv),
      options: {
        ...Object.fromEntries(options.map((argument) => [argument.key, nodeOption(argument)])),
        help: { type: "boolean", short: "h" },
      },
      allowPositionals: true,
    });
  }

  /** `-w -5` means a value that looks like an option; written as `-w-5` or `--warning=-5` it cannot be mistaken. */
  #joinNegatives(argv: readonly string[]): string[] {
    const flags = this.#declared.filter(takesValue).flatMap((argument) => argument.flags);
    const joined: string[] = [];
    for (const arg of argv) {
      const flag = joined.at(-1) ?? "";
      const isValue = NEGATIVE_NUMBER.test(arg) && flags.includes(flag) && !joined.includes("--");
      if (isValue) joined[joined.length - 1] = flag + (flag.startsWith("--") ? "=" : "") + arg;
      else joined.push(arg);
    }
    return joined;
  }

  #collect(raw: RawArguments): ParsedArguments {
    const rest = [...raw.positionals];
    const missing: string[] = [];
    const found = this.#declared.map((argument) => {
      const isOption = argument.flags.length > 0;
      const given = isOption ? raw.values[argument.key] : rest.shift();
      const isNeeded = isOption ? argument.required : argument.default === undefined;
      if (given === undefined && isNeeded) missing.push(shownName(argument));
      return [argument.dest, valueOf(argument, given)] as const;
    });
    if (missing.length > 0) {
      throw new ParamError(`the following arguments are required: ${missing.join(", ")}`);
    }
    if (rest.length > 0) throw new ParamError(`unrecognized arguments: ${rest.join(" ")}`);
    return Object.fromEntries(found);
  }

  #texts(): HelpTexts {
    const { prog = scriptName(), usage, description, epilog } = this.#options;
    return { prog, usage, description, epilog, copyright: this.#copyright };
  }

  #write(text: string): void {
    if (this.#options.write) this.#options.write(text);
    else process.stdout.write(text);
  }

  #exit(code: number): never {
    return this.#options.exit ? this.#options.exit(code) : process.exit(code);
  }
}

interface NodeOption {
  type: "string" | "boolean";
  multiple: boolean;
  short?: string;
}

function nodeOption(argument: Argument): NodeOption {
  const short = argument.key.length === 1 ? argument.key : argument.short;
  return {
    type: takesValue(argument) ? "string" : "boolean",
    multiple: argument.action === "append",
    ...(short === undefined ? {} : { short }),
  };
}

function valueOf(
  argument: Argument,
  given: string | boolean | (string | boolean)[] | undefined,
): ArgumentValue {
  if (given === undefined) return argument.default ?? (takesValue(argument) ? undefined : false);
  if (typeof given === "boolean") return given;
  if (typeof given === "string") return convertArgument(argument, given);
  // All values of one argument have one type: `convertArgument` decides by the argument alone.
  return given.map((one) => convertArgument(argument, String(one))) as string[] | number[];
}
