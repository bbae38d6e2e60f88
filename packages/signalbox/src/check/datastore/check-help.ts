import { commandHelp, toolHelp, type CommandSpec } from "@signalbox/command-line";
import { checkSpecs } from "./check-specs.js";

const TOOL = "signalbox check datastore";
const COLUMNS = 96;

/** Help of one check, or the list of all. */
export function checkHelp(spec: CommandSpec | undefined): string {
  if (spec !== undefined) return commandHelp(spec, { tool: TOOL, columns: COLUMNS });
  const summary = "Monitoring plugins that read a collector, sharing its answers with all others.";
  const notes = "Exit codes: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.\n";
  return toolHelp({ name: TOOL, summary, commands: checkSpecs, notes }, COLUMNS);
}
