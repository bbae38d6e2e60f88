import { commandHelp, toolHelp, type CommandSpec } from "@signalbox/command-line";

const NAME = "signalbox route";
const COLUMNS = 96;

/** One subcommand's help. */
export const subcommandHelp = (spec: CommandSpec): string =>
  commandHelp(spec, { tool: NAME, columns: COLUMNS });

/** The help of `signalbox route` itself. */
export function routeHelp(commands: readonly CommandSpec[]): string {
  const tool = {
    name: NAME,
    summary: "Says where requests go, and why. Nothing is counted, redirected or changed by it.",
    commands,
    notes: `
signalbox route <command> --help shows a command's options.

Exit codes: 0 done, 1 failed, 2 wrong command line or unusable file. NO_COLOR turns colour off.
`,
  };
  return toolHelp(tool, COLUMNS);
}
