import { randomBytes } from "node:crypto";
import { PassThrough } from "node:stream";
import { systemClock, type Clock } from "@signalbox/clock";
import { certsCommand } from "../../../src/certs/certs-command.js";
import type { CertsParts } from "../../../src/certs/certs-io.js";

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `signalbox certs` with these arguments. */
export async function runCerts(
  argv: readonly string[],
  parts: Partial<CertsParts> = {},
): Promise<Outcome> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const all = { clock: systemClock, random: randomBytes, ...parts };
  const code = await certsCommand({ argv, stdout, stderr }, all);
  return { code, stdout: textOf(stdout), stderr: textOf(stderr) };
}

const textOf = (stream: PassThrough): string => String(stream.read() ?? "");

/** As `runCerts`, for what a test needs done before its own subject. Fails when the command does. */
export async function certs(clock: Clock, ...argv: string[]): Promise<Outcome> {
  const outcome = await runCerts(argv, { clock });
  if (outcome.code !== 0) throw new Error(`certs ${argv.join(" ")}: ${outcome.stderr}`);
  return outcome;
}
