import { packageVersion } from "@signalbox/config";
import { commandSpecs } from "./command-specs.js";
import { exitCode } from "./exit-code.js";
import { printCommandHelp, printToolHelp } from "./help.js";
import type { Shell } from "./shell.js";

async function printVersion(shell: Shell): Promise<number> {
  await shell.stdout.write(`cachectl ${packageVersion(import.meta.url)}\n`);
  return exitCode.ok;
}

/** `--help`, `--version` and `help COMMAND`. Resolves with undefined when it is none of them. */
export async function routeToolOption(
  argv: readonly string[],
  shell: Shell,
): Promise<number | undefined> {
  const [first, second] = argv;
  if (first === "--version" || first === "-V") return printVersion(shell);
  if (first !== "help" && first !== "--help" && first !== "-h") return undefined;
  const spec = commandSpecs.find(({ name }) => name === second);
  return spec === undefined ? printToolHelp(commandSpecs, shell) : printCommandHelp(spec, shell);
}
