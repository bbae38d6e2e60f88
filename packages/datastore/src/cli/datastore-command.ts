import { systemClock } from "@signalbox/clock";
import { toolHelp, UsageError, type CommandSpec } from "@signalbox/command-line";
import { didYouMean, type ServiceIo } from "@signalbox/config";
import { crawlSpec } from "./crawl/crawl-spec.js";
import { exitCode } from "./exit-code.js";
import { fakeSiteSpec } from "./fake-site/fake-site-spec.js";
import { getSpec } from "./get/get-spec.js";
import { printable } from "./show/printable.js";
import { HELP_COLUMNS, TOOL_NAME } from "./simple-tool.js";
import type { Tool, ToolParts } from "./tool-io.js";
import { validateSpec } from "./validate/validate-spec.js";

interface Entry {
  readonly spec: CommandSpec;
  /** Loaded when it is called. */
  readonly load: () => Promise<Tool>;
}

/** What stands beside the tools of this folder. */
export interface DatastoreCommandParts {
  /** What runs when no tool is named; default: the service with all its flags. */
  readonly service?: (io: ServiceIo) => Promise<number>;
  /** `signalbox datastore import`; it reads its own arguments, handed over in `io.argv`. */
  readonly importTool?: { readonly spec: CommandSpec; readonly run: Tool };
  /** Default: the machine's clock and randomness. */
  readonly parts?: ToolParts;
}

const MAX_ERROR_CHARS = 2_000;
const DEFAULT_PARTS: ToolParts = { clock: systemClock, random: Math.random };

const entries: readonly Entry[] = [
  { spec: getSpec, load: async () => (await import("./get/get-command.js")).getCommand },
  { spec: crawlSpec, load: async () => (await import("./crawl/crawl-command.js")).crawlCommand },
  {
    spec: validateSpec,
    load: async () => (await import("./validate/validate-command.js")).validateCommand,
  },
  {
    spec: fakeSiteSpec,
    load: async () => (await import("./fake-site/fake-site-command.js")).fakeSiteCommand,
  },
];

/**
 * Runs `signalbox datastore`: a tool when the first word names one, else the service. Never rejects because of a tool: its failure
 * becomes one line on stderr and a code.
 *
 * @returns the exit code: 0 done, 1 failed or problems found, 2 wrong command line or unusable file
 */
export async function datastoreCommand(
  io: ServiceIo,
  { service = runDatastore, importTool, parts = DEFAULT_PARTS }: DatastoreCommandParts = {},
): Promise<number> {
  const [word, ...argv] = io.argv;
  const all = importTool
    ? [{ spec: importTool.spec, load: () => Promise.resolve(importTool.run) }, ...entries]
    : entries;
  const entry = all.find(({ spec }) => spec.name === word);
  if (entry) return run(entry, { ...io, argv }, parts);
  if (word === "tools") {
    io.stdout.write(toolsHelp(all.map(({ spec }) => spec)));
    return exitCode.ok;
  }
  if (word === undefined || word.startsWith("-")) return service(io);
  const names = [...all.map(({ spec }) => spec.name), "tools"];
  const hint = didYouMean(word, names);
  io.stderr.write(
    `datastore: unknown command ${printable(word)}${hint}; known: ${names.join(", ")}\n`,
  );
  return exitCode.usage;
}

async function runDatastore(io: ServiceIo): Promise<number> {
  const [{ runService }, { datastoreService }] = await Promise.all([
    import("@signalbox/config"),
    import("../service.js"),
  ]);
  return runService(datastoreService, io);
}

async function run({ spec, load }: Entry, io: ServiceIo, parts: ToolParts): Promise<number> {
  try {
    return await (
      await load()
    )(io, parts);
  } catch (error) {
    io.stderr.write(`datastore ${spec.name}: ${printable(messageOf(error), MAX_ERROR_CHARS)}\n`);
    return error instanceof UsageError ? exitCode.usage : exitCode.failed;
  }
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof UsageError) || error.mistyped === undefined) return message;
  return message + didYouMean(error.mistyped.given, error.mistyped.known);
}

function toolsHelp(commands: readonly CommandSpec[]): string {
  const tool = {
    name: TOOL_NAME,
    summary:
      "Looks at datastores of any age and make, and plays one. Without a command it is the service.",
    commands,
    notes: `
${TOOL_NAME} <command> --help shows a command's options, ${TOOL_NAME} --help those of the service.

Exit codes: 0 done, 1 failed or problems found, 2 wrong command line or unusable file.
`,
  };
  return toolHelp(tool, HELP_COLUMNS);
}
