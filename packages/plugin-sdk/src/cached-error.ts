/** A function's failure as another process recorded it: the same name and message, no stack of the original. */
export class CachedError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** The stored form of a failure. `error` alone is what the original stores; `error_type` is ours. */
export interface ErrorRecord {
  readonly error: string;
  readonly error_type?: string;
}

/** A text property of whatever was thrown. Not by `instanceof`: errors of another realm are errors as well. */
function textOf(reason: unknown, property: "message" | "name"): string | undefined {
  if (typeof reason !== "object" || reason === null || !(property in reason)) return undefined;
  const text: unknown = Reflect.get(reason, property);
  return typeof text === "string" ? text : undefined;
}

export function errorMessage(reason: unknown): string {
  return textOf(reason, "message") ?? String(reason);
}

/** @param withType also records the error's name, for readers that raise it again. */
export function errorRecord(reason: unknown, withType: boolean): ErrorRecord {
  const error = errorMessage(reason);
  return withType ? { error, error_type: textOf(reason, "name") ?? "Error" } : { error };
}

/** The failure `value` records, or undefined. A value that merely looks like one cannot be told apart. */
export function asCachedError(value: unknown): CachedError | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const names = Object.keys(value);
  if (!names.every((name) => name === "error" || name === "error_type")) return undefined;
  const error = "error" in value ? value.error : undefined;
  const type = "error_type" in value ? value.error_type : "Error";
  if (typeof error !== "string" || typeof type !== "string") return undefined;
  return new CachedError(type, error);
}
