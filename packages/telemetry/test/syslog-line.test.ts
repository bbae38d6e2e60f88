import { describe, expect, test } from "@jest/globals";
import type { LogRecord } from "../src/log-event.js";
import { MAX_SYSLOG_LINE_BYTES, octetCounted, syslogLine } from "../src/syslog-line.js";

const identity = { facility: "daemon", appName: "cache-manager", processId: 42 } as const;
const record: LogRecord = {
  wallMs: 1_700_000_000_000,
  hostname: "node 1",
  app: "signalbox",
  component: "cachemanager",
  level: "notice",
  event: "peer_down",
  message: "peer is down",
  fields: {},
};
const lineOf = (changes: Partial<LogRecord>): string =>
  syslogLine({ ...record, ...changes }, identity).toString();

describe("an RFC 5424 line", () => {
  test("has priority, time, host, program, process, event and text", () => {
    expect(lineOf({})).toBe(
      "<29>1 2023-11-14T22:13:20.000Z node_1 cache-manager 42 peer_down - cachemanager : [NOTICE] peer is down",
    );
  });

  test("carries the fields as structured data, escaped", () => {
    expect(lineOf({ fields: { peer: 'a"b]c\\d\n', count: 3 } })).toContain(
      ' peer_down [signalbox@32473 peer="a\\"b\\]c\\\\d\\\\n" count="3"] cachemanager : ',
    );
  });

  test("is cut to the length receivers take, between characters", () => {
    const line = syslogLine({ ...record, message: "é".repeat(10_000) }, identity);
    expect(line.length).toBeGreaterThan(MAX_SYSLOG_LINE_BYTES - 4);
    expect(line.length).toBeLessThanOrEqual(MAX_SYSLOG_LINE_BYTES);
    expect(line.toString()).toMatch(/é$/);
  });

  test("has its length in bytes before it on a stream", () => {
    expect(octetCounted(Buffer.from("é!")).toString()).toBe("3 é!");
  });
});
