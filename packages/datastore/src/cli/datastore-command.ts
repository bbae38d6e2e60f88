import { systemClock } from "@signalbox/clock";
import {
  exitCode,
  runTool,
  toolHelp,
  type CommandSpec,
  type ToolEntry,
} from "@signalbox/command-line";
import { didYouMean, type ServiceIo } from "@signalbox/config";
import { crawlSpec } from "./crawl/crawl-spec.js";
import { fakeSiteSpec } from "./fake-site/fake-site-spec.js";
import { getSpec } from "./get/get-spec.js";
import { importSpec } from "./import-spec.js";
import { HELP_COLUMNS, TOOL_NAME } from "./simple-tool.js";
import type { Tool, ToolParts } from "./tool-io.js";
import { validateSpec } from "./validate/validate-spec.js";

/** What a test may put in the place of the real thing. */
export interface DatastoreCommandParts {
  /** What runs when no tool is named; default: the service with all its flags. */
  readonly service?: (io: ServiceIo) => Promise<number>;
  /** Default: the machine's clock and randomness. */
  readonly parts?: ToolParts;
}

const DEFAULT_PARTS: ToolParts = { clock: systemClock, random: Math.random };

const entries: readonly ToolEntry<Tool>[] = [
  { spec: importSpec, load: async () => (await import("./import-command.js")).importCommand },
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
  { service = runDatastore, parts = DEFAULT_PARTS }: DatastoreCommandParts = {},
): Promise<number> {
  const [word] = io.argv;
  if (word === undefined || word.startsWith("-")) return service(io);
  if (word === "tools") {
    io.stdout.write(toolsHelp(entries.map(({ spec }) => spec)));
    return exitCode.ok;
  }
  return runTool({
    name: "datastore",
    entries,
    help: toolsHelp,
    call: (tool, argv) => tool({ ...io, argv }, parts),
    suggest: didYouMean,
    io,
  });
}

async function runDatastore(io: ServiceIo): Promise<number> {
  const [{ runService }, { datastoreService }] = await Promise.all([
    import("@signalbox/config"),
    import("../service.js"),
  ]);
  return runService(datastoreService, io);
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
