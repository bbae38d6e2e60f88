import { exitCode } from "../exit-code.js";
import { createCacheClient } from "../sdk-cache-client.js";
import type { Shell } from "../shell.js";
import { CachedRun, waitSeconds } from "./cached-run.js";
import { runSpec } from "./run-options.js";
import { readRunRequest } from "./run-plan.js";

/**
 * `cachectl run`. Resolves with the exit code.
 *
 * @throws UsageError for a wrong command line.
 */
export async function runCommand(argv: readonly string[], shell: Shell): Promise<number> {
  const request = readRunRequest(argv, shell);
  if (request.kind === "help") {
    const { printCommandHelp } = await import("../help.js");
    return printCommandHelp(runSpec, shell);
  }
  if (request.kind === "print key") {
    await shell.stdout.write(`${request.key}\n`);
    return exitCode.ok;
  }
  const { plan } = request;
  const client = createCacheClient(plan.connection, waitSeconds(plan.timeoutS));
  try {
    return await new CachedRun(plan, client, shell).run();
  } finally {
    client.close();
  }
}
