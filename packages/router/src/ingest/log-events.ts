import { oneLine } from "@signalbox/errors";
import type { ClockDifference } from "@signalbox/telegraf-ingest";
import type { LogEvent } from "@signalbox/telemetry";
import type { IngestProtocol } from "./ingest-request.js";

const MS_PER_SECOND = 1000;

/** An event that may have happened before without a line. */
export type Repeatable = (unsaid: number) => LogEvent;

export const clockDifferent =
  ({ host, kind, differenceMs }: ClockDifference): Repeatable =>
  (unsaid) => {
    const name = oneLine(host);
    const seconds = Math.round(Math.abs(differenceMs) / MS_PER_SECOND);
    const message =
      kind === "future"
        ? `Samples of ${name} are ${seconds} s ahead of this machine's clock and are not used: set both clocks by NTP.`
        : `Samples of ${name} are ${seconds} s old and are not used: its clock is behind, or it works off a backlog.`;
    const fields = { host: name, kind, seconds, unsaid };
    return { level: "warning", event: "ingest_clock_difference", message, fields };
  };

export const hostRefused =
  (host: string, text: string): Repeatable =>
  (unsaid) => ({
    level: "warning",
    event: "ingest_host_refused",
    message: `The metrics of a host are not used: ${text}.`,
    fields: { host, unsaid },
  });

export const bodyUnreadable =
  (peer: string, protocol: IngestProtocol, fault: string): Repeatable =>
  (unsaid) => ({
    level: "warning",
    event: "ingest_unreadable",
    message: `${peer} sent metrics that cannot be read: ${fault}.`,
    fields: { peer, protocol, unsaid },
  });

export const credentialsRefused =
  (peer: string, text: string): Repeatable =>
  (unsaid) => ({
    level: "warning",
    event: "ingest_unauthenticated",
    message: `Metrics from ${peer} are refused: ${text}.`,
    fields: { peer, unsaid },
  });

export const overloaded =
  (maxWaitingBytes: number): Repeatable =>
  (unsaid) => ({
    level: "warning",
    event: "ingest_overloaded",
    message: `Metrics are refused for a while: bodies of more than ${maxWaitingBytes} bytes wait to be read.`,
    fields: { unsaid },
  });

export const readingFailed =
  (reason: unknown): Repeatable =>
  (unsaid) => ({
    level: "error",
    event: "ingest_failed",
    message: "Reading a body of metrics failed; this is a fault of the program.",
    fields: { reason: oneLine(String(reason)), unsaid },
  });
