import { createReadStream } from "node:fs";
import { systemClock } from "@signalbox/clock";
import { runTool, toolHelp, type CommandSpec, type ToolEntry } from "@signalbox/command-line";
import { didYouMean } from "@signalbox/config";
import type { StoreCommand, StoreIo, StoreParts } from "./store-io.js";
import {
  backupSpec,
  checkSpec,
  compactSpec,
  exportSpec,
  importSpec,
  statsSpec,
} from "./store-specs.js";

const HELP_COLUMNS = 96;
const STDIN_FD = 0;

const load = () => import("./store-commands.js");

const entries: readonly ToolEntry<StoreCommand>[] = [
  { spec: checkSpec, load: async () => (await load()).checkCommand },
  { spec: statsSpec, load: async () => (await load()).statsCommand },
  { spec: backupSpec, load: async () => (await load()).backupCommand },
  { spec: compactSpec, load: async () => (await load()).compactCommand },
  { spec: exportSpec, load: async () => (await load()).exportCommand },
  { spec: importSpec, load: async () => (await load()).importCommand },
];

/**
 * Runs `signalbox store check | stats | backup | compact | export | import`. Never rejects: a failure becomes one line on stderr and
 * a code.
 *
 * @returns the exit code: 0 done, 1 failed or something is wrong, 2 wrong command line or no store
 */
export function storeCommand(io: StoreIo, parts: StoreParts = machineParts): Promise<number> {
  return runTool({
    name: "store",
    entries,
    help: storeHelp,
    call: (command, argv) => command(argv, io, parts),
    suggest: didYouMean,
    io,
  });
}

const machineParts: StoreParts = {
  clock: systemClock,
  stdin: () => createReadStream("", { fd: STDIN_FD, autoClose: false }),
};

const storeHelp = (commands: readonly CommandSpec[]): string =>
  toolHelp(
    {
      name: "signalbox store",
      summary:
        "Looks after the store of a datastore or a collector: its file, or a postgresql:// URL.",
      commands,
      notes: `
signalbox store <command> --help shows a command's options.

Exit codes: 0 done, 1 failed or something is wrong, 2 wrong command line or no store.
`,
    },
    HELP_COLUMNS,
  );
