/** States as monitoring plugins number them. */
export const level = { ok: 0, warning: 1, critical: 2, unknown: 3 } as const;

export type AlertLevel = (typeof level)[keyof typeof level];
export type AlertLevelName = keyof typeof level;

const NAMES = ["ok", "warning", "critical", "unknown"] as const;

export function levelName(of: AlertLevel): AlertLevelName {
  return NAMES[of];
}
