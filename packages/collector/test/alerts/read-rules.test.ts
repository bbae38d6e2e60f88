import { describe, expect, test } from "@jest/globals";
import { alertProblems, readRules } from "../../src/alerts/read-rules.js";

const written = {
  name: "memory",
  object_type: "node",
  event: "mem_util",
  source: "",
  warning: "0:50",
  critical: "0:75",
  for: "10m",
  hysteresis: 5,
  missing: "critical" as const,
  missing_after: "0s",
};

describe("rules of a configuration", () => {
  test("become numbers", () => {
    expect(readRules({ rules: [written] })).toEqual([
      {
        name: "memory",
        objectType: "node",
        event: "mem_util",
        derived: { base: "mem_used_kb", capacity: "mem_total_kb" },
        source: undefined,
        warning: { start: 0, end: 50, alertsInside: false },
        critical: { start: 0, end: 75, alertsInside: false },
        forUs: 600_000_000,
        hysteresis: 5,
        missing: "critical",
        missingAfterMs: undefined,
        isBoolean: false,
        negativeFails: false,
      },
    ]);
  });

  test("booleans and pings are known by their event", () => {
    const [up, ping] = readRules({
      rules: [
        { ...written, object_type: "aggregate", event: "is_available" },
        { ...written, object_type: "experiment", event: "ping_rtt_ms" },
      ],
    });
    expect(up?.isBoolean).toBe(true);
    expect(ping?.negativeFails).toBe(true);
  });

  test("are refused with all that is wrong", () => {
    const rules = [
      written,
      { ...written, warning: "", critical: "" },
      { ...written, name: "a;b", event: "", warning: "50:0" },
    ];
    expect(alertProblems({ rules })).toEqual([
      'alerts.rules[1].name: "memory" is the name of two rules',
      "alerts.rules[1]: neither warning nor critical is given",
      "alerts.rules[2].name: 1 to 100 letters, digits and _ .:@/+-",
      "alerts.rules[2].event: missing",
      'alerts.rules[2].warning: "50:0" is not a range such as 0:50, 10: or @5:9',
    ]);
    expect(alertProblems({ rules: [written] })).toEqual([]);
  });
});
