import { isErrorReply, isInfoType, readInfoReply } from "@signalbox/monitoring-model";
import { isRelationColumn } from "../ingest/info/relation-columns.js";

type Fields = Readonly<Record<string, unknown>>;

/** An object of any age in the form of the ingest API, or why it is none. */
export type ModernObject =
  | {
      readonly fields: Fields;
      /** Fields that have no place in the form of today, by path. */
      readonly leftOut: readonly string[];
    }
  | { readonly problem: string };

/** Turns an info reply of any datastore and any age (datastore-polling, 1.12, 2.4), or an object for the ingest API, into the latter. */
export function modernObject(value: Fields): ModernObject {
  if (isErrorReply(value)) {
    return { problem: `an error that a datastore answered: ${String(value.error_message)}` };
  }
  const entries = Object.entries(value);
  const columns = entries.filter(([name]) => isRelationColumn(name));
  const own = entries.filter(([name]) => name !== "type" && !isRelationColumn(name));
  const { type } = value;
  const reading = readInfoReply(Object.fromEntries(own), {
    ...(isInfoType(type) && { expectedType: type }),
  });
  if (reading.kind === "unusable") return { problem: reading.reason };
  if (reading.kind === "error") return { problem: reading.message };
  return {
    fields: { type: reading.type, ...reading.object, ...Object.fromEntries(columns) },
    leftOut: [...reading.unknown.keys()],
  };
}
