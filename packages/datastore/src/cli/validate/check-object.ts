import {
  readHref,
  readSchemaUrl,
  referencesOf,
  type InfoFound,
  type InfoValidator,
} from "@signalbox/monitoring-model";
import { isLaterDemand } from "./required-since.js";
import type { Remarks } from "./remark.js";

const CURRENT = "20151105";
/** From here on schemas allow no other fields (datastore-polling, 1.12). */
const CLOSED_SINCE = "20140828";

/** An object as it was read, and as it was sent where that is known. */
export interface CheckedObject {
  readonly found: InfoFound;
  readonly sent?: unknown;
}

/** What is wrong with an object, by the schema of its date, and with what it says of itself. */
export function checkObject(
  { found, sent }: CheckedObject,
  validator: InfoValidator,
  remarks: Remarks,
): void {
  const about = `${found.type} ${found.id}`;
  const date = dateOf(found);
  if (date === undefined) remarks.problem(about, "$schema", "is no schema of this family");
  checkSchema({ found, sent }, { validator, remarks, about, date });
  checkNotes(found, { remarks, about, date });
  checkSelfRef(found, remarks, about);
  checkLinks(found, remarks, about);
}

/** Other collectors ask for a link as it is written, and cannot follow one without a host. */
function checkLinks({ type, object }: InfoFound, remarks: Remarks, about: string): void {
  if (type === "opsconfig") return;
  for (const { field, href } of referencesOf(type, object)) {
    if (href === undefined || URL.canParse(href)) continue;
    remarks.problem(about, field, `${JSON.stringify(href)} is not a whole URL`);
  }
}

function dateOf({ sentSchema }: InfoFound): string | undefined {
  return sentSchema === undefined ? undefined : readSchemaUrl(sentSchema)?.date;
}

interface Checking {
  readonly remarks: Remarks;
  readonly about: string;
  readonly date: string | undefined;
}

/** A reply of today is checked as it was sent, an older one in the form that it was turned into. */
function checkSchema(
  { found, sent }: CheckedObject,
  { validator, remarks, about, date }: Checking & { readonly validator: InfoValidator },
): void {
  const value = date === CURRENT && sent !== undefined ? sent : found.object;
  for (const { path, problem } of validator.problems(found.type, value)) {
    if (isLaterDemand(found.type, date, { path, problem })) {
      remarks.note(about, path, `${problem} since a later date than ${date ?? ""}`);
    } else remarks.problem(about, path, problem);
  }
}

function checkNotes({ notes }: InfoFound, { remarks, about, date }: Checking): void {
  const isClosed = date === undefined || date >= CLOSED_SINCE;
  for (const { kind, path, text } of notes) {
    const isWrong =
      kind === "unreadable" ||
      kind === "type" ||
      (kind === "unknown" && isClosed) ||
      (kind === "older" && date === CURRENT);
    // What is missing was told by the schema.
    if (kind === "missing" || (kind === "unknown" && date === CURRENT)) continue;
    if (isWrong) remarks.problem(about, path, `${kind}: ${text}`);
    else remarks.note(about, path, `${kind}: ${text}`);
  }
}

function checkSelfRef({ type, id, object }: InfoFound, remarks: Remarks, about: string): void {
  const { selfRef } = object;
  if (selfRef === undefined) return;
  const self = readHref(selfRef);
  if (self.type === undefined) remarks.note(about, "selfRef", "has not the form /info/<type>/<id>");
  else if (self.type !== type) remarks.problem(about, "selfRef", `names the type ${self.type}`);
  if (self.id !== id) remarks.problem(about, "selfRef", `names the id ${self.id ?? "of nothing"}`);
}
