/** Exit codes of every tool: done; failed, or problems were found; wrong command line or unusable file. */
export const exitCode = { ok: 0, failed: 1, usage: 2 } as const;
