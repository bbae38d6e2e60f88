/** One option, declared once: the argument reader, `--help` and completion scripts all read this. */
export interface OptionSpec {
  readonly name: string;
  readonly short?: string;
  /** What stands after the option in `--help`, such as `SECONDS`; without it the option is a switch. */
  readonly value?: string;
  readonly description: string;
  readonly repeatable?: boolean;
}

/** One command of a tool. */
export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  /** As in `--help`: `<key>` is required, anything else, such as `[value]`, may be left out. */
  readonly operands: readonly string[];
  readonly options: readonly OptionSpec[];
  /** Printed after the options: examples, what matters beside them, and the exit codes. */
  readonly notes: string;
}

/** A tool with its commands, for its `--help`. */
export interface ToolSpec {
  /** What is typed before a command's name: `cachectl`, `signalbox route`. */
  readonly name: string;
  readonly summary: string;
  /** In the order in which they are shown. */
  readonly commands: readonly CommandSpec[];
  /** Printed after the commands: where to find more, and the exit codes. */
  readonly notes: string;
}

/** What was typed, after reading: option values by their name, switches, and the operands in order. */
export interface ReadArguments {
  readonly options: ReadonlyMap<string, readonly string[]>;
  readonly switches: ReadonlySet<string>;
  readonly operands: readonly string[];
}
