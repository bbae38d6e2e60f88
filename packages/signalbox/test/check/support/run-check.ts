import { systemClock, type Clock } from "@signalbox/clock";
import { checkCommand } from "../../../src/check/check-command.js";

export interface CheckOutcome {
  readonly code: number;
  readonly out: string;
}

/** Runs `signalbox check datastore` with these arguments in this process. */
export async function runCheck(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  clock: Clock = systemClock,
): Promise<CheckOutcome> {
  let out = "";
  const stdout = { write: (text: string) => (out += text) };
  const code = await checkCommand({ argv: ["datastore", ...argv], env, stdout, clock });
  return { code, out };
}
