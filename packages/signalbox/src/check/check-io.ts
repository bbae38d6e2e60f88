import type { Clock } from "@signalbox/clock";

/** The process as a check sees it; no more than this, so that nothing slow is loaded for it. */
export interface CheckIo {
  /** Arguments behind `check`. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: { write(text: string): unknown };
  readonly clock: Clock;
}

/** What a monitoring plugin exits with, by state. Source: reference cache-manager 5. */
export const pluginExit = { ok: 0, warning: 1, critical: 2, unknown: 3 } as const;
