import type { Static, TSchema } from "typebox";
import { ConfigError } from "./config-error.js";
import { renderEffectiveConfig } from "./effective-config.js";
import { loadConfig, type LoadConfigOptions, type LoadedConfig } from "./load-config.js";
import { parseServiceArguments, type ServiceArguments } from "./service-arguments.js";
import type { ServiceDefinition, ServiceIo } from "./service-definition.js";
import { helpText } from "./service-help.js";
import { serve } from "./serve.js";
import { describeFailure, lineWriter } from "./service-report.js";

const EXIT_OK = 0;
const EXIT_USAGE = 2;

/**
 * The text of the default file, or undefined when there is none. Other troubles are left to the loader, which reads it
 * again and reports them with the rest.
 */
async function defaultFile(
  io: ServiceIo,
  path: string,
): Promise<{ yamlText?: string } | undefined> {
  try {
    return { yamlText: await io.readFile(path) };
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    return isMissing ? undefined : {};
  }
}

async function fileOptions(
  path: string | undefined,
  fallback: string | undefined,
  io: ServiceIo,
): Promise<{ filePath?: string; yamlText?: string }> {
  if (path !== undefined) return { filePath: path };
  if (fallback === undefined) return {};
  const found = await defaultFile(io, fallback);
  return found === undefined ? {} : { filePath: fallback, ...found };
}

async function load<Schema extends TSchema>(
  definition: ServiceDefinition<Schema>,
  io: ServiceIo,
  args: ServiceArguments,
): Promise<LoadedConfig<Schema>> {
  const options: LoadConfigOptions<Schema> = {
    schema: definition.schema,
    service: definition.name,
    env: io.env,
    sets: args.sets,
    readFile: io.readFile,
    ...(definition.rules === undefined ? {} : { rules: definition.rules }),
    ...(await fileOptions(args.configPath, definition.defaultConfigPath, io)),
  };
  return loadConfig(options);
}

async function check<Schema extends TSchema>(
  { name, check: checkMore }: ServiceDefinition<Schema>,
  io: ServiceIo,
  config: Static<Schema>,
): Promise<number> {
  try {
    await checkMore?.(config);
  } catch (error) {
    lineWriter(io.stderr, name)(describeFailure(error));
    return EXIT_USAGE;
  }
  io.stdout.write(`${name}: configuration is valid\n`);
  return EXIT_OK;
}

/** Does what needs no running service; `serve` when that is what is asked. */
async function withConfig<Schema extends TSchema>(
  definition: ServiceDefinition<Schema>,
  io: ServiceIo,
  args: ServiceArguments,
): Promise<number> {
  const say = lineWriter(io.stderr, definition.name);
  try {
    const loaded = await load(definition, io, args);
    for (const warning of loaded.warnings) say(`warning: ${warning}`);
    if (args.action === "print-config") io.stdout.write(renderEffectiveConfig(loaded));
    if (args.action === "check-config") return await check(definition, io, loaded.value);
    if (args.action !== "serve") return EXIT_OK;
    return await serve({
      definition,
      io,
      debug: args.debug,
      loaded,
      load: () => load(definition, io, args),
    });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const problem of error.problems) say(problem);
    return EXIT_USAGE;
  }
}

/**
 * Runs a service by the command line every service shares: flags, configuration, the ready line, signals, exit codes
 * (design section 3). `main.ts` is `process.exitCode = await runService(definition, processIo(process))`.
 *
 * @returns the exit code: 0 stopped as asked, 1 failed, 2 wrong usage or configuration. Rejects only for mistakes in the
 *   program, such as a schema that does not compile.
 */
export async function runService<Schema extends TSchema>(
  definition: ServiceDefinition<Schema>,
  io: ServiceIo,
): Promise<number> {
  const say = lineWriter(io.stderr, definition.name);
  let args: ServiceArguments;
  try {
    args = parseServiceArguments(io.argv);
  } catch (error) {
    say(describeFailure(error));
    return EXIT_USAGE;
  }
  if (args.action === "help") io.stdout.write(helpText(definition));
  else if (args.action === "version") io.stdout.write(`${definition.name} ${definition.version}\n`);
  else return withConfig(definition, io, args);
  return EXIT_OK;
}
