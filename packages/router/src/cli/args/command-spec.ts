/** One option, declared once: the argument reader and `--help` read this. */
export interface OptionSpec {
  readonly name: string;
  readonly short?: string;
  /** What stands after the option in `--help`, such as `FILE`; without it the option is a switch. */
  readonly value?: string;
  readonly description: string;
  readonly repeatable?: boolean;
}

/** One subcommand of `signalbox route`. */
export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  /** As in `--help`; each is required. */
  readonly operands: readonly string[];
  readonly options: readonly OptionSpec[];
  /** Printed after the options: what matters beside them, and the exit codes. */
  readonly notes: string;
}

/** What was typed: option values by their name, switches, and the operands in order. */
export interface ReadArguments {
  readonly options: ReadonlyMap<string, readonly string[]>;
  readonly switches: ReadonlySet<string>;
  readonly operands: readonly string[];
}

export const helpOption: OptionSpec = {
  name: "help",
  short: "h",
  description: "Print what this command does and its options.",
};

export const jsonOption: OptionSpec = { name: "json", description: "Print JSON." };

export const metricsOption: OptionSpec = {
  name: "metrics",
  value: "FILE",
  description:
    "JSON: the selection input, as PUT /v1/timestamped_selection_input takes it. Nothing in it expires.",
};
