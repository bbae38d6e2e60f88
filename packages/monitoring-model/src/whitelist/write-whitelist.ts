import { ACCESS_SCOPES } from "./access-scope.js";
import type { WhitelistEntry } from "./whitelist.js";

/** The JSON form, one entry a line, that `readWhitelist` reads; entries with all scopes are written as texts. */
export function writeWhitelist(entries: readonly WhitelistEntry[]): string {
  const lines = entries.map(({ urn, scopes }) =>
    JSON.stringify(scopes.length === ACCESS_SCOPES.length ? urn : { urn, scopes }),
  );
  const list = lines.length === 0 ? "" : `\n    ${lines.join(",\n    ")}\n  `;
  return `{\n  "whitelist": [${list}]\n}\n`;
}
