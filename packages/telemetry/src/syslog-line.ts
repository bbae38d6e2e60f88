import { escapeText } from "./escape-text.js";
import { eventText } from "./line-format.js";
import { syslogSeverity, type LogField, type LogRecord } from "./log-event.js";

/** Facility numbers (RFC 5424, section 6.2.1). */
export const syslogFacilities = {
  kern: 0,
  user: 1,
  mail: 2,
  daemon: 3,
  auth: 4,
  syslog: 5,
  authpriv: 10,
  local0: 16,
  local1: 17,
  local2: 18,
  local3: 19,
  local4: 20,
  local5: 21,
  local6: 22,
  local7: 23,
} as const;
export type SyslogFacility = keyof typeof syslogFacilities;

/** Longest line sent: what receivers take by default (rsyslog and syslog-ng: 8 KiB). */
export const MAX_SYSLOG_LINE_BYTES = 8192;

const NOTHING = "-";
/** The number kept free for documentation, as we have no registered one; receivers only need it to be stable. */
const STRUCTURE_ID = "signalbox@32473";
const MAX_PARAMETER_NAME_CHARS = 32;

/** A header field: printable ASCII without blanks, of bounded length (RFC 5424, section 6). */
function headerText(text: string, maxChars: number): string {
  const printable = text.replace(/[^\x21-\x7e]/g, "_").slice(0, maxChars);
  return printable === "" ? NOTHING : printable;
}

function parameter(name: string, value: LogField): string {
  const key = name.replace(/[^\w.-]/g, "_").slice(0, MAX_PARAMETER_NAME_CHARS);
  const text = escapeText(String(value)).replace(/["\\\]]/g, "\\$&");
  return ` ${key}="${text}"`;
}

function structure(fields: Readonly<Record<string, LogField>>): string {
  const entries = Object.entries(fields);
  if (entries.length === 0) return NOTHING;
  return `[${STRUCTURE_ID}${entries.map(([name, value]) => parameter(name, value)).join("")}]`;
}

/** Cuts at a character's edge, never inside one. */
function cutBytes(line: string, maxBytes: number): Buffer {
  const bytes = Buffer.from(line);
  if (bytes.length <= maxBytes) return bytes;
  let end = maxBytes;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}

export interface SyslogIdentity {
  readonly facility: SyslogFacility;
  readonly appName: string;
  readonly processId: number;
}

/**
 * A record as one RFC 5424 line, at most `MAX_SYSLOG_LINE_BYTES` long: the event's name is the message id, its fields
 * are structured data, and the text is the same as on the console.
 */
export function syslogLine(record: LogRecord, identity: SyslogIdentity): Buffer {
  const priority = syslogFacilities[identity.facility] * 8 + syslogSeverity[record.level];
  const header = [
    `<${priority}>1`,
    new Date(record.wallMs).toISOString(),
    headerText(record.hostname, 255),
    headerText(identity.appName, 48),
    identity.processId,
    headerText(record.event, 32),
    structure(record.fields),
  ].join(" ");
  return cutBytes(`${header} ${eventText({ ...record, fields: {} })}`, MAX_SYSLOG_LINE_BYTES);
}

/** The line with its length before it, as stream transports need (RFC 5425, section 4.3: octet counting). */
export function octetCounted(line: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${line.length} `), line]);
}
