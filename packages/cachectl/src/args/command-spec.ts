/** One option, declared once: the argument reader, `--help` and the completion scripts all read this. */
export interface OptionSpec {
  readonly name: string;
  readonly short?: string;
  /** What stands after the option in `--help`, such as `SECONDS`; without it the option is a switch. */
  readonly value?: string;
  readonly description: string;
  readonly repeatable?: boolean;
}

/** One command of the tool. */
export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  /** As in `--help`: `<key>` is required, `[value]` may be left out. */
  readonly operands: readonly string[];
  readonly options: readonly OptionSpec[];
  /** Printed after the options: examples and exit codes. */
  readonly notes: string;
}

/** What was typed, after reading: option values by their name as typed, and the operands in order. */
export interface ReadArguments {
  readonly options: ReadonlyMap<string, readonly string[]>;
  readonly switches: ReadonlySet<string>;
  readonly operands: readonly string[];
}
