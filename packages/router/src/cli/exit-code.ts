/** Exit codes of every subcommand: done; failed, or a case of `route test` did; wrong command line or unusable file. */
export const exitCode = { ok: 0, failed: 1, usage: 2 } as const;
