import { AppError } from "@signalbox/errors";

/** The driver knows only strings for bigint. @throws AppError `internal` beyond 2^53, where a number would be another one */
export function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new AppError("internal", `the database holds the integer ${text}, limit is 2^53`);
  }
  return value;
}
