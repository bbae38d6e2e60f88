import { fieldsOf, type InfoReading } from "./declarations.js";
import type { InfoType } from "./info-type.js";

/** The fields of a type that tell who a person is: names, e-mail addresses, creators (datastore-polling, 1.8 and 1.9). */
export function personalFields(type: InfoType): readonly string[] {
  return Object.entries(fieldsOf(type))
    .filter(([, field]) => field.personal === true)
    .map(([name]) => name);
}

/** The object for callers without the right to personal data (9.31). URNs by which objects are joined remain. */
export function withoutPersonalData<T extends InfoType>(
  type: T,
  object: InfoReading<T>,
): InfoReading<T> {
  const hidden = new Set(personalFields(type));
  const left = Object.entries(object).filter(([name]) => !hidden.has(name));
  // Fields of a reading may be absent, so leaving some out gives another one of the same type.
  return Object.fromEntries(left) as unknown as InfoReading<T>;
}
