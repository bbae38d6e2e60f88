import { commandHelp, toolHelp, type CommandSpec } from "@signalbox/command-line";
import { exitCode } from "./exit-code.js";
import type { Shell } from "./shell.js";

const NAME = "cachectl";

export async function printCommandHelp(spec: CommandSpec, { stdout }: Shell): Promise<number> {
  await stdout.write(commandHelp(spec, { tool: NAME, columns: stdout.columns }));
  return exitCode.ok;
}

/** The help of the whole tool: its commands and what the exit codes mean. */
export async function printToolHelp(
  commands: readonly CommandSpec[],
  { stdout }: Shell,
): Promise<number> {
  const tool = {
    name: NAME,
    summary: "Looks after a cache manager, and runs commands through it.",
    commands,
    notes: `
cachectl <command> --help shows a command's options; cachectl --version the version.

Exit codes: 0 done, 1 failed (for get: no such key), 2 wrong command line;
check: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN; run: the command's own.
NO_COLOR turns colour off.
`,
  };
  await stdout.write(toolHelp(tool, stdout.columns));
  return exitCode.ok;
}
