import type { LogRecord } from "./log-event.js";

/** What we hand to winston: its level, and our record as payload. winston's own message is not used. */
export interface RecordInfo {
  readonly level: string;
  readonly message: string;
  readonly record: LogRecord;
}

/** The record inside what winston hands to a transport. */
export function recordOf(info: unknown): LogRecord {
  // Transports are typed to take anything; ours are only ever given to our own logger, which writes RecordInfo.
  return (info as RecordInfo).record;
}
