/** What a reload puts in force without a restart: whole sections, or single settings. */
export const LIVE_SETTINGS: ReadonlySet<string> = new Set([
  "stores",
  "certificate",
  "trust",
  "log.level",
]);
