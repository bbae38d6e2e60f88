/** What a caller may read: `info` inventory, `data` series, `personal` names and addresses of people (datastore-polling, 9.31). */
export const ACCESS_SCOPES = ["info", "data", "personal"] as const;
export type AccessScope = (typeof ACCESS_SCOPES)[number];

export function isAccessScope(value: unknown): value is AccessScope {
  return ACCESS_SCOPES.some((scope) => scope === value);
}
