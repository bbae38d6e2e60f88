import { describe, expect, test } from "@jest/globals";
import { level } from "../../src/alerts/alert-level.js";
import { derivedEvent } from "../../src/alerts/derived-event.js";
import { aRule } from "./a-rule.js";
import { Alerter, cpuOf, PERIOD_MS } from "./an-alerter.js";

const pc1 = cpuOf("pc1");
const pc2 = cpuOf("pc2");

describe("what is told", () => {
  test("is the first state of a series, and each change, with the value and the limits", () => {
    const alerter = new Alerter({ rules: [aRule({ warning: "0:50", critical: "0:80" })] });

    for (const value of [10, 20, 60, 90, 91, 30]) {
      alerter.clock.advance(PERIOD_MS);
      alerter.point(pc1, value);
    }

    expect(alerter.notices.map(({ text }) => text)[2]).toBe(
      "cpu_util of node pc1 is 90, warning outside 0:50, critical outside 0:80",
    );
    expect(alerter.told()).toEqual([
      "first >ok pc1",
      "change ok>warning pc1",
      "change warning>critical pc1",
      "change critical>ok pc1",
    ]);
  });

  test("is nothing when a value that must last 10 minutes flaps each 5", () => {
    const alerter = new Alerter({ rules: [aRule({ warning: "0:50", forUs: 600_000_000 })] });
    for (let turn = 0; turn < 20; turn += 1) {
      alerter.clock.advance(PERIOD_MS);
      alerter.point(pc1, turn % 2 === 0 ? 10 : 99);
    }
    expect(alerter.told()).toEqual(["first >ok pc1"]);
  });

  test("is a state that lasted, also when its points come all at once", () => {
    const alerter = new Alerter({
      rules: [aRule({ warning: "0:50", forUs: 300_000_000, missingAfterMs: 3_600_000 })],
    });
    const nowUs = alerter.clock.wallMs() * 1000;
    const ts = [nowUs, nowUs - 600_000_000, nowUs - 300_000_000];

    alerter.engine.points({ series: pc1, ts, values: [99, 10, 98] }, undefined, alerter.now);

    expect(alerter.told()).toEqual(["first >ok pc1", "change ok>warning pc1"]);
    expect(alerter.engine.states()).toMatchObject([{ value: 99, tsUs: nowUs, level: "warning" }]);
  });

  test("is what is not OK again and again, if wished", () => {
    const alerter = new Alerter({
      rules: [aRule({ warning: "0:50", missingAfterMs: 86_400_000 })],
      repeatMs: 1_800_000,
    });
    alerter.point(pc1, 99);
    alerter.point(pc2, 1);
    for (let turn = 0; turn < 3600; turn += 30) alerter.wait(30_000);
    expect(alerter.told()).toEqual([
      "first >warning pc1",
      "first >ok pc2",
      "repeat warning>warning pc1",
      "repeat warning>warning pc1",
    ]);
  });
});

describe("points that say nothing new", () => {
  test("a point that comes twice, or late, is not looked at", () => {
    const alerter = new Alerter({ rules: [aRule({ warning: "0:50" })] });
    alerter.point(pc1, 10);
    alerter.point(pc1, 99);
    alerter.point(pc1, 99, { ageMs: 1000 });
    expect(alerter.told()).toEqual(["first >ok pc1"]);
  });

  test("a long past that is read at once tells nobody of what is over", () => {
    const alerter = new Alerter({ rules: [aRule({ warning: "0:50" })] });
    for (let ageMs = 86_400_000; ageMs > 0; ageMs -= PERIOD_MS) {
      alerter.point(pc1, ageMs > 2 * PERIOD_MS ? 99 : 10, { ageMs });
    }
    expect(alerter.told()).toEqual(["first >ok pc1"]);
  });
});

describe("a series without new points", () => {
  test("is UNKNOWN after two periods, once, and back with the next point", () => {
    const alerter = new Alerter({ rules: [aRule({ warning: "0:50" })] });
    alerter.point(pc1, 10);
    alerter.wait(2 * PERIOD_MS);
    expect(alerter.told()).toEqual(["first >ok pc1"]);

    alerter.wait(1);
    alerter.wait(PERIOD_MS);
    expect(alerter.notices[0]?.text).toContain("no new value since 2023-11-14T22:13:20.000Z");
    expect(alerter.told()).toEqual(["change ok>unknown pc1"]);

    alerter.point(pc1, 10);
    expect(alerter.told()).toEqual(["change unknown>ok pc1"]);
  });

  test("waits as long as its own period says", () => {
    const alerter = new Alerter({ rules: [aRule({ warning: "0:50" })] });
    alerter.point(pc1, 10, { facts: { periodsMs: new Map([["cpu_util", 3_600_000]]) } });
    alerter.wait(7_200_000);
    expect(alerter.told()).toEqual(["first >ok pc1"]);
    alerter.wait(1);
    expect(alerter.told()).toEqual(["change ok>unknown pc1"]);
  });

  test.each([
    ["critical", ["change ok>critical pc1"]],
    ["warning", ["change ok>warning pc1"]],
    ["ok", []],
    ["keep", []],
  ] as const)("is %s if the rule says so", (missing, told) => {
    const alerter = new Alerter({ rules: [aRule({ warning: "0:50", missing })] });
    alerter.point(pc1, 10);
    alerter.told();
    alerter.wait(2 * PERIOD_MS + 1);
    expect(alerter.told()).toEqual(told);
    expect(alerter.engine.states()).toMatchObject([{ isMissing: true }]);
  });

  test("does not become missing because the wall clock jumps", () => {
    const alerter = new Alerter({ rules: [aRule({ warning: "0:50" })] });
    alerter.point(pc1, 10);
    alerter.clock.stepWallClock(86_400_000);
    alerter.wait(30_000);
    expect(alerter.told()).toEqual(["first >ok pc1"]);
  });

  test("is forgotten in the end", () => {
    const alerter = new Alerter({
      rules: [aRule({ warning: "0:50" })],
      forgetAfterMs: 86_400_000,
    });
    alerter.point(pc1, 99);
    alerter.wait(86_400_001);
    expect(alerter.engine.states()).toEqual([]);
    expect(alerter.engine.takeChanged()).toEqual([
      ["busy\nsite-a\nnode\ncpu_util\npc1", undefined],
    ]);
  });
});

describe("which series a rule looks at", () => {
  test("those of its type and event, of its store if it names one", () => {
    const rules = [
      aRule({ name: "all", warning: "0:50" }),
      aRule({ name: "one", warning: "0:50", source: "site-b" }),
    ];
    const alerter = new Alerter({ rules });
    const other = { ...pc1, event: "swap_free" };
    alerter.point(pc1, 1);
    alerter.point(cpuOf("pc1", "site-b"), 99);
    alerter.point(other, 99);

    expect(alerter.engine.watches(pc1)).toBe(true);
    expect(alerter.engine.watches(other)).toBe(false);
    expect(alerter.engine.states().map(({ rule, source }) => `${rule} ${source}`)).toEqual([
      "all site-a",
      "all site-b",
      "one site-b",
    ]);
  });

  test("states are bounded, and points of further series counted", () => {
    const alerter = new Alerter({ rules: [aRule({ warning: "0:50" })], maxStates: 2 });
    for (const id of ["a", "b", "c", "d", "a"]) alerter.point(cpuOf(id), 1);
    expect(alerter.engine.size).toBe(2);
    expect(alerter.engine.refusedPoints).toBe(2);
  });
});

describe("values", () => {
  const used = { ...pc1, event: "mem_used_kb" };
  const memory = aRule({ event: "mem_util", derived: derivedEvent("mem_util"), critical: "0:75" });

  test("memory in use is judged in percent of what the inventory says there is", () => {
    const alerter = new Alerter({ rules: [memory] });
    alerter.point(used, 800, { facts: { mem_total_kb: 1000, periodsMs: new Map() } });
    expect(alerter.engine.states()).toMatchObject([
      { event: "mem_util", value: 80, level: "critical" },
    ]);
  });

  test("without that there is no state, and a count", () => {
    const alerter = new Alerter({ rules: [memory] });
    alerter.point(used, 800);
    alerter.point(used, 800, { facts: { mem_total_kb: 0, periodsMs: new Map() } });
    expect(alerter.engine.size).toBe(0);
    expect(alerter.engine.unknownCapacity).toBe(2);
  });

  test("of a boolean event everything but 0 is true", () => {
    const alerter = new Alerter({
      rules: [aRule({ event: "is_available", isBoolean: true, critical: "@0:0.5" })],
    });
    alerter.point({ ...pc1, event: "is_available" }, 0.25);
    alerter.point({ ...pc2, event: "is_available" }, 0);
    expect(alerter.engine.states()).toMatchObject([{ level: "ok" }, { level: "critical" }]);
  });
});

test("what a restart must know is changed by levels and not by each value", () => {
  const alerter = new Alerter({ rules: [aRule({ warning: "0:50" })] });
  alerter.point(pc1, 10);
  expect(alerter.engine.takeChanged()).toHaveLength(1);
  alerter.wait(PERIOD_MS);
  alerter.point(pc1, 11);
  expect(alerter.engine.takeChanged()).toEqual([]);
  alerter.wait(PERIOD_MS);
  alerter.point(pc1, 99);
  expect(alerter.engine.takeChanged()[0]?.[1]?.state.level).toBe(level.warning);
});
