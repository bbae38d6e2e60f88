import { parseArgs } from "node:util";

export interface Arguments {
  readonly isQuick: boolean;
  readonly isWriting: boolean;
  readonly isHelp: boolean;
  /** Parts of names; none means every benchmark. */
  readonly filters: readonly string[];
}

export const USAGE = `npm run bench -- [--quick] [--write] [NAME...]

  NAME      run the benchmarks whose name contains one of these
  --quick   fewer rounds, smaller sizes: shows that it works, proves nothing
  --write   renew docs/reference/benchmarks.md, the sections of what is run

Environment: SIGNALBOX_BENCH_PLUGNPY_PYTHON, a Python that can import plugnpy (default python3);
SIGNALBOX_BENCH_TELEGRAF, a Telegraf program (default: none).
`;

/** @throws Error for unknown flags and for --write with --quick. */
export function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.write && values.quick)
    throw new Error("--write and --quick: what is quick proves nothing");
  return {
    isQuick: values.quick,
    isWriting: values.write,
    isHelp: values.help,
    filters: positionals,
  };
}
