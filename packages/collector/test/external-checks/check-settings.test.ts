import { describe, expect, test } from "@jest/globals";
import { section } from "@signalbox/config";
import { loadConfig } from "@signalbox/config";
import {
  externalCheckProblems,
  toExternalCheckSettings,
} from "../../src/external-checks/check-settings.js";
import { externalChecksSection } from "../../src/external-checks/external-checks-section.js";

async function aConfig(...sets: readonly string[]) {
  const { value } = await loadConfig({
    schema: section({ external_checks: externalChecksSection() }),
    service: "collector",
    sets: sets.map((set) => `external_checks.${set}`),
  });
  return value.external_checks;
}

describe("settings of external checks", () => {
  test("by default there are none", async () => {
    const config = await aConfig();
    expect(externalCheckProblems(config)).toEqual([]);
    expect(toExternalCheckSettings(config)).toMatchObject({
      intervalMs: 600_000,
      pingIntervalMs: 900_000,
      atOnce: 5,
      timeoutMs: 20_000,
      aggregates: [],
    });
  });

  test("become numbers and ranges", async () => {
    const config = {
      ...(await aConfig("id=ext")),
      aggregates: [
        { id: "a", urls: ["https://a.example.net/am"], statuses: "200:499", insecure: true },
      ],
      pings: [{ id: "a_to_b", address: "b.example.net" }],
    };
    expect(externalCheckProblems(config)).toEqual([]);
    expect(toExternalCheckSettings(config)).toMatchObject({
      source: "ext",
      aggregates: [{ statuses: { start: 200, end: 499 }, verifiesServer: false }],
    });
  });

  test.each(["-O/tmp/x", "", "a b", "$(id)", "a;b", "a\nb", "--help", "a/b", "x".repeat(254)])(
    "%j is no address to ping",
    async (address) => {
      const config = { ...(await aConfig("id=ext")), pings: [{ id: "p", address }] };
      expect(externalCheckProblems(config)).toHaveLength(1);
    },
  );

  test.each(["b.example.net", "192.0.2.7", "2001:db8::1", "[::1]", "localhost", "fe80::1%eth0"])(
    "%j is one",
    async (address) => {
      const config = { ...(await aConfig("id=ext")), pings: [{ id: "p", address }] };
      expect(externalCheckProblems(config)).toEqual([]);
    },
  );

  test("all that is wrong is told", async () => {
    const bad = { id: "a", urls: ["ftp://x"], statuses: "x", insecure: false };
    const config = {
      ...(await aConfig()),
      aggregates: [bad, { ...bad, urls: [], statuses: "200" }],
      certificates: [{ id: "", host: "-h", port: 1 }],
    };
    expect(externalCheckProblems(config)).toEqual([
      "external_checks.id: missing, though there are checks",
      'external_checks.aggregates[1].id: "a" is there twice',
      "external_checks.certificates[0].id: missing",
      "external_checks.aggregates[0].urls[0]: not an http:// or https:// URL",
      "external_checks.aggregates[0].statuses: not a range",
      "external_checks.aggregates[1].urls: none",
      'external_checks.certificates[0].host: "-h" is no host name or address',
    ]);
  });
});
