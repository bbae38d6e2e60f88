import { UsageError } from "@signalbox/command-line";
import type { Command } from "./args/simple-command.js";
import { errorMessage } from "./error-message.js";
import { exitCode } from "./exit-code.js";
import type { Shell } from "./shell.js";

/**
 * Each command is loaded only when it is called: `run` stands in front of every check, and starting up is most of what
 * it costs. Source: reference performance D.
 */
const loaders: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ["run", async () => (await import("./run/run-command.js")).runCommand],
  ["get", async () => (await import("./data/get.js")).getCommand],
  ["set", async () => (await import("./data/set.js")).setCommand],
  ["del", async () => (await import("./data/del.js")).delCommand],
  ["check", async () => (await import("./check/check.js")).checkCommand],
  ["env", async () => (await import("./env/env.js")).envCommand],
  ["keys", async () => (await import("./admin/keys.js")).keysCommand],
  ["status", async () => (await import("./admin/status.js")).statusCommand],
  ["top", async () => (await import("./top/top.js")).topCommand],
  ["completion", async () => (await import("./completion/completion.js")).completionCommand],
]);

async function route(argv: readonly string[], shell: Shell): Promise<number> {
  const [name, ...rest] = argv;
  const load = name === undefined ? undefined : loaders.get(name);
  if (load !== undefined) return (await load())(rest, shell);
  const { routeToolOption } = await import("./tool-options.js");
  const handled = await routeToolOption(argv, shell);
  if (handled !== undefined) return handled;
  const names = [...loaders.keys()];
  if (name === undefined) throw new UsageError(`give a command: ${names.join(", ")}`);
  throw new UsageError(`unknown command ${name}`, { mistyped: { given: name, known: names } });
}

/** Runs one command line, program name not included. Never rejects: failures become one line on stderr and a code. */
export async function dispatch(argv: readonly string[], shell: Shell): Promise<number> {
  try {
    return await route(argv, shell);
  } catch (error) {
    await shell.stderr.write(`cachectl: ${await errorMessage(error)}\n`);
    return error instanceof UsageError ? exitCode.usage : exitCode.failed;
  }
}
