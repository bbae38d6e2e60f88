import { constants } from "node:os";

/** Exit codes of every command but `run` (the command's own) and `check` (Nagios: 0 to 3). */
export const exitCode = { ok: 0, failed: 1, usage: 2 } as const;

/** What a monitoring plugin exits with, by state. Source: reference cache-manager 5. */
export const pluginExitCode = { ok: 0, warning: 1, critical: 2, unknown: 3 } as const;

const SIGNAL_EXIT_BASE = 128;

/** 128 and the signal's number, as shells report a process that a signal ended. */
export function signalExitCode(signal: NodeJS.Signals): number {
  return SIGNAL_EXIT_BASE + constants.signals[signal];
}
