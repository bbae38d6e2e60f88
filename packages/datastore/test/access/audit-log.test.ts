import { expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { MemoryLogger } from "@signalbox/telemetry/testing";
import { AuditLog, type AuditSubject } from "../../src/access/audit-log.js";

const urn = "urn:publicid:IDN+ch.example.net+tool+collector";
const certificate = { serialNumber: "0A", fingerprint256: "AA:BB" };
const collector: AuditSubject = { urn, certificate, remoteAddress: "192.0.2.1" };

function anAudit(refusalIntervalMs = 60_000) {
  const clock = new FakeClock();
  const log = new MemoryLogger();
  const audit = new AuditLog({ clock, log, refusalIntervalMs });
  const counts = (): unknown[] => log.events.map(({ fields }) => fields?.requests);
  return { clock, log, audit, counts };
}

test("a line says who, what and how often, and nothing more of the certificate", () => {
  const { audit, log } = anAudit();
  audit.allowed(collector, "info");
  expect(log.events[0]).toMatchObject({
    level: "notice",
    event: "access_allowed",
    message: `Allowed ${urn}: 1 request for info.`,
  });
  expect(log.events[0]?.fields).toEqual({
    remote: "192.0.2.1",
    urn,
    serial: "0A",
    fingerprint: "AA:BB",
    scope: "info",
    requests: 1,
  });
});

test("a caller has one line a minute for each right, with the number of requests", () => {
  const { audit, clock, counts } = anAudit();
  for (let i = 0; i < 10; i++) audit.allowed(collector, "info");
  audit.allowed(collector, "data");
  expect(counts()).toEqual([1, 1]);
  clock.advance(59_999);
  audit.sweep();
  expect(counts()).toEqual([1, 1]);
  clock.advance(1);
  audit.sweep();
  expect(counts()).toEqual([1, 1, 9]);
});

test("refusals are said with their reason, each reason once in an interval", () => {
  const { audit, clock, log } = anAudit(5_000);
  for (let i = 0; i < 3; i++) audit.refused(collector, "not_listed", "info");
  audit.refused(collector, "scope", "data");
  clock.advance(5_000);
  audit.refused(collector, "not_listed", "info");
  const said = log.events.map(({ fields }) => [fields?.reason, fields?.requests]);
  expect(said).toEqual([
    ["not_listed", 1],
    ["scope", 1],
    ["not_listed", 3],
  ]);
});

test("what was not said is said at the end", () => {
  const { audit, counts } = anAudit();
  for (let i = 0; i < 4; i++) audit.allowed(collector, "data");
  audit.close();
  expect(counts()).toEqual([1, 3]);
});

test("more callers than are kept apart share a line, and room comes back", () => {
  const { audit, clock, log } = anAudit();
  const from = (i: number): AuditSubject => ({
    urn: undefined,
    certificate: undefined,
    remoteAddress: `192.0.2.${i}`,
  });
  for (let i = 0; i < 5_000; i++) audit.refused(from(i), "no_certificate", "info");
  expect(log.events).toHaveLength(1_001);
  expect(log.events.at(-1)?.fields?.remote).toBe("(others)");
  clock.advance(60_000);
  audit.sweep();
  expect(log.events.at(-1)?.fields?.requests).toBe(3_999);
  clock.advance(60_000);
  audit.sweep();
  audit.refused(from(6_000), "no_certificate", "info");
  expect(log.events.at(-1)?.fields?.remote).toBe("192.0.2.6000");
});

test("a name cannot forge a line of its own", () => {
  const { audit, log } = anAudit();
  audit.refused({ ...collector, urn: "urn:publicid:IDN+x\nAllowed y" }, "not_listed", "info");
  expect(log.events[0]?.message).not.toContain("\n");
});
