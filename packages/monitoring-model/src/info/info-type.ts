/** The object types with an info query of their own (datastore-polling, 1.3 - 1.10 and 6). */
export const infoTypes = [
  "aggregate",
  "node",
  "interface",
  "interfacevlan",
  "link",
  "sliver",
  "authority",
  "slice",
  "user",
  "externalcheck",
  "experiment",
  "experimentgroup",
  "opsconfig",
] as const;

export type InfoType = (typeof infoTypes)[number];

const names: ReadonlySet<unknown> = new Set(infoTypes);

export function isInfoType(value: unknown): value is InfoType {
  return names.has(value);
}
