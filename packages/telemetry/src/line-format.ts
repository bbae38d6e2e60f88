import { escapeJson, escapeText } from "./escape-text.js";
import { syslogSeverity, type LogField, type LogRecord } from "./log-event.js";

/** Writes a record as one line, without the line end. */
export type LineFormat = (record: LogRecord) => string;

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

const twoDigits = (value: number): string => String(value).padStart(2, "0");

/** `Nov 14 22:13:20` in the machine's time zone, as every other line in its syslog; the day padded with a blank. */
export function syslogStamp(wallMs: number): string {
  const at = new Date(wallMs);
  const day = String(at.getDate()).padStart(2, " ");
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(twoDigits).join(":");
  return `${MONTHS[at.getMonth()] ?? ""} ${day} ${time}`;
}

function fieldText(value: LogField): string {
  const text = String(value);
  return /^[^\s"=]+$/.test(text) ? escapeText(text) : escapeJson(JSON.stringify(text));
}

/** `component : [NOTICE] message name=value …`, the part all text formats share. */
export function eventText(record: LogRecord): string {
  const { component, level, message, fields } = record;
  const details = Object.entries(fields).map(([name, value]) => ` ${name}=${fieldText(value)}`);
  return `${escapeText(component)} : [${level.toUpperCase()}] ${escapeText(message)}${details.join("")}`;
}

/** `Nov 14 22:13:20 host app: component : [NOTICE] message`, the form of the documented log lines. */
export const consoleFormat: LineFormat = (record) =>
  `${syslogStamp(record.wallMs)} ${record.hostname} ${record.app}: ${eventText(record)}`;

/** The text with the priority prefix journald reads from a service's stderr; it adds time and host itself. */
export const journaldFormat: LineFormat = (record) =>
  `<${syslogSeverity[record.level]}>${eventText(record)}`;

/** One JSON object: `time`, `level`, `host`, `app`, `component`, `event`, `message`, `fields`. */
export const jsonFormat: LineFormat = (record) => {
  const { wallMs, level, hostname: host, app, component, event, message, fields } = record;
  const time = new Date(wallMs).toISOString();
  return escapeJson(JSON.stringify({ time, level, host, app, component, event, message, fields }));
};

export type LogFormat = "console" | "json" | "journald";

export const lineFormats: Readonly<Record<LogFormat, LineFormat>> = {
  console: consoleFormat,
  json: jsonFormat,
  journald: journaldFormat,
};

/**
 * The format that suits where stderr goes: `journald` when systemd connected it to the journal, else `console`. A
 * terminal is never the journal, even if the variable was inherited.
 */
export function chooseFormat(
  env: Readonly<Record<string, string | undefined>>,
  isTty: boolean,
): "console" | "journald" {
  const stream = env["JOURNAL_STREAM"];
  return !isTty && stream !== undefined && stream !== "" ? "journald" : "console";
}
