import { AppError, type ErrorCode } from "@signalbox/errors";

/** SQLSTATE classes and codes (appendix A of PostgreSQL's manual) that mean more than "the statement was refused". */
const meaningOfCode: Readonly<Record<string, readonly [code: ErrorCode, text: string]>> = {
  "22003": ["invalid_argument", "a result is out of range"],
  "22021": ["invalid_argument", "a text cannot be stored"],
  "25006": ["unavailable", "it only reads now"],
  "3D000": ["invalid_argument", "the database does not exist"],
  "42501": ["permission_denied", "the user may not do this"],
  "53100": ["storage_full", "its disk is full"],
  "57014": ["upstream_timeout", "it did not answer in time"],
};
const meaningOfClass: Readonly<Record<string, readonly [code: ErrorCode, text: string]>> = {
  "08": ["unavailable", "the connection is lost"],
  "28": ["permission_denied", "it refuses the user or the password"],
  "40": ["unavailable", "other writes were in the way"],
  "53": ["unavailable", "it has no room for more"],
  "54": ["invalid_argument", "a text is too long"],
  "55": ["unavailable", "it is busy"],
  "57": ["unavailable", "it is stopping or starting"],
  "58": ["unavailable", "its system fails"],
};
const CLASS_LENGTH = 2;

/**
 * What went wrong between us and the server, for callers: no SQL, no values, no password. The original is the cause.
 *
 * @param where the server, as it may be named
 */
export function fromPostgres(reason: unknown, where: string): AppError {
  if (reason instanceof AppError) return reason;
  const state = sqlState(reason);
  if (state === undefined) {
    const code = textProperty(reason, "code");
    return unavailable(where, code === undefined ? "the connection is lost" : code, reason);
  }
  const [code, text] = meaningOfCode[state] ??
    meaningOfClass[state.slice(0, CLASS_LENGTH)] ?? ["internal", "it refused a statement"];
  return new AppError(code, `PostgreSQL at ${where}: ${text} (${state})`, { cause: reason });
}

function unavailable(where: string, what: string, cause: unknown): AppError {
  return new AppError("unavailable", `PostgreSQL at ${where} cannot be reached: ${what}`, {
    cause,
  });
}

/** The SQLSTATE of what the server sent, also as the cause of an AppError. */
export function sqlState(reason: unknown): string | undefined {
  const sent = reason instanceof AppError ? reason.cause : reason;
  // Errors of sockets have a `code`, too, but no severity.
  if (textProperty(sent, "severity") === undefined) return undefined;
  return textProperty(sent, "code");
}

/** Deadlock or serialization failure: the same transaction may well succeed now. */
export function isWorthRepeating(reason: unknown): boolean {
  return sqlState(reason)?.startsWith("40") === true;
}

export function isUniqueViolation(reason: unknown): boolean {
  return sqlState(reason) === "23505";
}

function textProperty(value: unknown, name: string): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const property: unknown = Reflect.get(value, name);
  return typeof property === "string" ? property : undefined;
}
