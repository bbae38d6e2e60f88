import type { Static, TSchema } from "typebox";
import { ConfigError } from "./config-error.js";
import type { LoadedConfig } from "./load-config.js";
import { Reloader } from "./reloader.js";
import type { RunningService, ServiceDefinition, ServiceIo } from "./service-definition.js";
import { describeFailure, lineWriter } from "./service-report.js";
import { StopRequest } from "./stop-request.js";

const EXIT_OK = 0;
const EXIT_FAILED = 1;
const DEFAULT_CLOSE_TIMEOUT_MS = 15_000;

export interface ServeOptions<Schema extends TSchema> {
  readonly definition: ServiceDefinition<Schema>;
  readonly io: ServiceIo;
  readonly debug: boolean;
  readonly loaded: LoadedConfig<Schema>;
  /** Loads the configuration anew, for SIGHUP. */
  readonly load: () => Promise<LoadedConfig<Schema>>;
}

function closeTimeoutMs<Schema extends TSchema>(options: ServeOptions<Schema>): number {
  const { closeTimeoutMs: given = DEFAULT_CLOSE_TIMEOUT_MS } = options.definition;
  return typeof given === "number" ? given : given(options.loaded.value);
}

/** Loads and hands over the configuration once more; whatever is wrong, the old one stays in force. */
async function reloadOnce<Schema extends TSchema>(
  options: ServeOptions<Schema>,
  running: RunningService<Static<Schema>>,
  say: (text: string) => void,
): Promise<void> {
  try {
    const { value, warnings } = await options.load();
    for (const warning of warnings) say(`warning: ${warning}`);
    await running.reload(value);
    say("configuration reloaded");
  } catch (error) {
    const problems = error instanceof ConfigError ? error.problems : [describeFailure(error)];
    for (const problem of problems) say(problem);
    say("reload failed, the old configuration stays in force");
    running.onReloadFailed?.(problems);
  }
}

async function stopped<Config>(
  running: RunningService<Config>,
  stop: StopRequest,
  reloader: Reloader,
  say: (text: string) => void,
): Promise<number> {
  const failure = await Promise.race([stop.asked, running.failed ?? stop.asked]);
  if (failure instanceof Error) say(`failed: ${describeFailure(failure)}`);
  stop.ask();
  // A reload and a close at the same time would be two owners of the same sockets.
  await reloader.end();
  try {
    await running.close();
    return failure instanceof Error ? EXIT_FAILED : EXIT_OK;
  } catch (error) {
    say(`failed to stop: ${describeFailure(error)}`);
    return EXIT_FAILED;
  }
}

async function startAndServe<Schema extends TSchema>(
  options: ServeOptions<Schema>,
  stop: StopRequest,
): Promise<number> {
  const { definition, io, debug, loaded } = options;
  const say = lineWriter(io.stderr, definition.name);
  let running: RunningService<Static<Schema>> | undefined;
  const reloader = new Reloader(async () => {
    if (running !== undefined) await reloadOnce(options, running, say);
  });
  // Watched before the start: the signal's default action kills, and the file may change while we start.
  const offReload = io.onSignal("SIGHUP", () => reloader.request());
  try {
    running = await definition.start(loaded.value, { debug, stderr: io.stderr, env: io.env });
    if (!stop.isAsked) {
      io.stdout.write(`ready ${definition.name} ${running.urls.join(" ")}\n`);
      io.onReady?.(running.urls);
    }
    reloader.begin();
    return await stopped(running, stop, reloader, say);
  } catch (error) {
    say(`failed to start: ${describeFailure(error)}`);
    return EXIT_FAILED;
  } finally {
    offReload();
  }
}

/** Starts the service and stays until it has stopped. @returns the exit code: 0 or 1. */
export async function serve<Schema extends TSchema>(
  options: ServeOptions<Schema>,
): Promise<number> {
  const { definition, io } = options;
  const say = lineWriter(io.stderr, definition.name);
  const stop = new StopRequest({ io, say, limitMs: closeTimeoutMs(options) });
  try {
    return await Promise.race([startAndServe(options, stop), stop.cut]);
  } finally {
    stop.dispose();
  }
}
