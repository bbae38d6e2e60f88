import {
  commandHelp,
  type CommandSpec,
  exitCode,
  readArguments,
  type ReadArguments,
} from "@signalbox/command-line";
import { whileAlive, type Tool, type ToolIo, type ToolParts } from "./tool-io.js";

export const TOOL_NAME = "signalbox datastore";
export const HELP_COLUMNS = 96;

/** A tool that reads its arguments in the ordinary way and answers to `--help`. */
export function simpleTool(
  spec: CommandSpec,
  perform: (args: ReadArguments, io: ToolIo, parts: ToolParts) => Promise<number>,
): Tool {
  return async (io, parts) => {
    const args = readArguments(spec, io.argv);
    if (!args.switches.has("help")) return whileAlive(io, perform(args, io, parts));
    io.stdout.write(commandHelp(spec, { tool: TOOL_NAME, columns: HELP_COLUMNS }));
    return exitCode.ok;
  };
}
