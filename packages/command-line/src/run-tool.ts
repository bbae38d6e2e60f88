import type { CommandSpec } from "./command-spec.js";
import { printable } from "./printable.js";
import { UsageError } from "./usage-error.js";

/** Exit codes of a tool: done; failed, or what was looked for was found; wrong command line or unusable file. */
export const exitCode = { ok: 0, failed: 1, usage: 2 } as const;

/** A command of a tool; its code is loaded only when it is called. */
export interface ToolEntry<Command> {
  readonly spec: CommandSpec;
  readonly load: () => Promise<Command>;
}

/** A stream, as far as it is written to. */
interface Output {
  write(text: string): unknown;
}

/** What `runTool` needs to know of a tool. */
export interface ToolOptions<Command> {
  /** What messages begin with: `route`. */
  readonly name: string;
  readonly entries: readonly ToolEntry<Command>[];
  readonly help: (commands: readonly CommandSpec[]) => string;
  /** @param argv what stands behind the command's name. @returns the exit code */
  readonly call: (command: Command, argv: readonly string[]) => Promise<number>;
  /** `; did you mean x?`, or nothing. */
  readonly suggest: (given: string, known: readonly string[]) => string;
  readonly io: {
    readonly argv: readonly string[];
    readonly stdout: Output;
    readonly stderr: Output;
  };
}

const MAX_ERROR_CHARS = 2_000;
const HELP = new Set(["--help", "-h", "help"]);

/**
 * Runs the command that the first word names. Never rejects: a failure becomes one line on stderr and a code.
 *
 * @returns the command's exit code; 1 when it failed, 2 for a UsageError and a word nobody knows
 */
export async function runTool<Command>(tool: ToolOptions<Command>): Promise<number> {
  const { entries, help, io } = tool;
  const [name, ...argv] = io.argv;
  const specs = entries.map(({ spec }) => spec);
  if (name !== undefined && HELP.has(name)) {
    io.stdout.write(help(specs));
    return exitCode.ok;
  }
  const entry = entries.find(({ spec }) => spec.name === name);
  if (entry) return run(tool, entry, argv);
  io.stderr.write(name === undefined ? help(specs) : unknownCommand(tool, name));
  return exitCode.usage;
}

function unknownCommand<Command>(tool: ToolOptions<Command>, given: string): string {
  const known = tool.entries.map(({ spec }) => spec.name);
  const hint = tool.suggest(given, known);
  return `${tool.name}: unknown command ${printable(given)}${hint}; known: ${known.join(", ")}\n`;
}

async function run<Command>(
  { name, call, suggest, io }: ToolOptions<Command>,
  { spec, load }: ToolEntry<Command>,
  argv: readonly string[],
): Promise<number> {
  try {
    return await call(await load(), argv);
  } catch (error) {
    const isUsage = error instanceof UsageError;
    const mistyped = isUsage ? error.mistyped : undefined;
    const hint = mistyped === undefined ? "" : suggest(mistyped.given, mistyped.known);
    const message = error instanceof Error ? error.message : String(error);
    io.stderr.write(`${name} ${spec.name}: ${printable(message + hint, MAX_ERROR_CHARS)}\n`);
    return isUsage ? exitCode.usage : exitCode.failed;
  }
}
