import { PassThrough } from "node:stream";
import { systemClock } from "@signalbox/clock";
import { routeCommand } from "../../../src/cli/route-command.js";

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly isTty?: boolean;
}

/** Runs `signalbox route` with everything in memory but files and sockets. */
export async function runRoute(
  argv: readonly string[],
  { env = {}, isTty = false }: RunOptions = {},
): Promise<Outcome> {
  const stdout = Object.assign(new PassThrough(), { isTTY: isTty });
  const stderr = new PassThrough();
  const io = { argv, env, stdout, stderr };
  const code = await routeCommand(io, { clock: systemClock, random: () => 0.25 });
  const text = (stream: PassThrough): string => String(stream.read() ?? "");
  return { code, out: text(stdout), err: text(stderr) };
}
