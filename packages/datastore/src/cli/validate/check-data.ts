import {
  isErrorReply,
  readDataReply,
  readHref,
  unitsOf,
  UNKNOWN_UNITS,
  type DataSeries,
  type InfoValidator,
} from "@signalbox/monitoring-model";
import type { Remarks } from "./remark.js";

/** What is wrong with a reply to a data query, each item of the list by the schema, and what none can say. */
export function checkDataReply(
  value: unknown,
  about: string,
  { validator, remarks }: { readonly validator: InfoValidator; readonly remarks: Remarks },
): number {
  if (isErrorReply(value)) {
    for (const { path, problem } of validator.problems("error", value)) {
      remarks.problem(about, path, problem);
    }
    const reading = readDataReply(value);
    remarks.problem(about, "", reading.kind === "error" ? reading.message : "error object");
    return 0;
  }
  if (!Array.isArray(value)) remarks.problem(about, "", "a data reply is a list of items");
  // A list of what the schema checks.
  const items: readonly unknown[] = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  for (const [index, item] of items.entries()) {
    for (const { path, problem } of validator.problems("data", item)) {
      remarks.problem(about, `/${index}${path}`, problem);
    }
  }
  const reading = readDataReply(value);
  if (reading.kind === "unusable") remarks.problem(about, "", reading.reason);
  if (reading.kind !== "items") return 0;
  for (const { path, problem } of reading.problems) remarks.problem(about, path, problem);
  for (const item of reading.items) checkSeries(item, remarks, about);
  return reading.items.reduce((points, { ts }) => points + ts.length, 0);
}

/** One series: units, a subject that fits, one value a moment (datastore-polling, 3.5). */
export function checkSeries(item: DataSeries, remarks: Remarks, about: string): void {
  const { event, objectId, objectType, subject, units, ts } = item;
  const path = `${event}:${objectId}`;
  const expected = objectType === undefined ? UNKNOWN_UNITS : unitsOf(objectType, event);
  if (expected === UNKNOWN_UNITS) remarks.note(about, path, "is no event known for its type");
  else if (units !== undefined && units !== expected) {
    remarks.note(about, path, `has the units ${units}, known are ${expected}`);
  }
  const named = subject === undefined ? undefined : readHref(subject).id;
  if (named !== undefined && named !== objectId) {
    remarks.problem(about, path, `has a subject with the id ${named}`);
  }
  const doubled = ts.length - new Set(ts).size;
  if (doubled > 0) remarks.problem(about, path, `has ${doubled} points with the time of another`);
}
