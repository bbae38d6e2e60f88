export type DocumentFields = Readonly<Record<string, unknown>>;

/** The fields of a stored document; none when it is not an object. */
export function readFields(document: string): DocumentFields {
  const value: unknown = JSON.parse(document);
  return isRecord(value) ? value : {};
}

export function isRecord(value: unknown): value is DocumentFields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text that is not empty. */
export function textField(fields: DocumentFields, name: string): string | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Microseconds since 1970. */
export function timeField(fields: DocumentFields, name: string): number | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return typeof value === "number" && Number.isSafeInteger(value) ? value : undefined;
}
