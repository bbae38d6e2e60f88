export type { CommandSpec, OptionSpec, ReadArguments, ToolSpec } from "./command-spec.js";
export { commandHelp, toolHelp, type HelpOptions } from "./help.js";
export {
  bytesOption,
  countOption,
  numberOption,
  requiredOption,
  secondsOption,
  textOption,
  type Bounds,
} from "./option-values.js";
export { helpOption, jsonOption, readArguments } from "./read-arguments.js";
export { UsageError, type Mistyped, type UsageErrorOptions } from "./usage-error.js";
export { printable, printableJson } from "./printable.js";
export { exitCode, runTool, type ToolEntry, type ToolOptions } from "./run-tool.js";
