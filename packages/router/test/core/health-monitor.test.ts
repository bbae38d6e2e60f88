import { describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { InputStore } from "@signalbox/selection-input";
import { readRouterConfiguration } from "../../src/config/router-configuration.js";
import { HealthMonitor, type HealthSettings } from "../../src/core/health-monitor.js";

const OFF = { rise: 1, fall: 1, panicThreshold: 1 };

interface Fixture {
  readonly clock: FakeClock;
  readonly input: InputStore;
  readonly monitor: HealthMonitor;
  readonly alarms: string[];
  readonly report: (hosts: Readonly<Record<string, number>>) => void;
}

/** Four hosts whose only check is that `load` is below 1, and one without a check. */
function aMonitor(settings: Partial<HealthSettings> = {}): Fixture {
  const clock = new FakeClock();
  const input = new InputStore({ clock, timeoutMs: 15_000 });
  const checked = ["a", "b", "c", "d"].map((name) => ({
    name,
    hostname: `${name}.example.net`,
    healthChecks: ["health_check()"],
  }));
  const hosts = [...checked, { name: "free", hostname: "free.example.net" }];
  const { plan } = readRouterConfiguration({ hostGroups: [{ name: "edge", type: "host", hosts }] });
  const alarms: string[] = [];
  const monitor = new HealthMonitor({
    clock,
    input,
    plan,
    settings: { ...OFF, ...settings },
    check: ({ name }) => Number(input.at([name, "load"]) ?? 1) < 1,
    onPanic: (group, isPanic, missing, all) => alarms.push(`${group} ${isPanic} ${missing}/${all}`),
  });
  const report = (loads: Readonly<Record<string, number>>): void => {
    const message = Object.entries(loads).map(([name, load]) => [name, { load }]);
    input.timestamped.put(Object.fromEntries(message));
  };
  return { clock, input, monitor, alarms, report };
}

const ALL = { a: 0, b: 0, c: 0, d: 0 };
const HOSTS = [0, 1, 2, 3, 4];

describe("health without damping and panic", () => {
  test("is left to the gates", () => {
    const { monitor, report } = aMonitor();
    expect(HOSTS.map(monitor.health)).toEqual(Array(5).fill(undefined));
    report(ALL);
    expect(HOSTS.map(monitor.health)).toEqual(Array(5).fill(undefined));
  });
});

describe("a panic threshold", () => {
  test("of a half: with two of four hosts silent health counts, with three it is ignored", () => {
    const { monitor, report, alarms, clock } = aMonitor({ panicThreshold: 0.5 });
    report({ a: 0, b: 0 });
    expect(HOSTS.map(monitor.health)).toEqual(Array(5).fill(undefined));
    expect(alarms).toEqual([]);
    clock.advance(10_000);
    report({ a: 0 });
    clock.advance(5_000);
    expect(HOSTS.map(monitor.health)).toEqual([1, 1, 1, 1, undefined]);
  });

  test("holds at the very moment the metrics end, and is over with the first of them that come back", () => {
    const { monitor, report, clock, alarms } = aMonitor({ panicThreshold: 0.5 });
    report(ALL);
    clock.advance(14_999);
    expect(monitor.health(0)).toBeUndefined();
    clock.advance(1);
    expect(HOSTS.map(monitor.health)).toEqual([1, 1, 1, 1, undefined]);
    expect(monitor.panics).toEqual(["edge"]);
    report({ a: 0, b: 0 });
    clock.advance(100);
    expect(monitor.health(0)).toBeUndefined();
    expect(monitor.panics).toEqual([]);
    expect(alarms).toEqual(["edge true 4/4", "edge false 2/4"]);
  });

  test("raises its alarm without a request", () => {
    const { monitor, alarms } = aMonitor({ panicThreshold: 0.5 });
    monitor.look();
    expect(alarms).toEqual(["edge true 4/4"]);
  });
});

describe("damping", () => {
  test("a load that flaps changes nothing, three bad reports do", () => {
    const { monitor, report, clock } = aMonitor({ fall: 3, rise: 2 });
    report(ALL);
    for (const load of [2, 0, 2, 2, 0.5]) {
      clock.advance(1_000);
      report({ a: load });
      expect(monitor.health(0)).toBe(1);
    }
    for (const load of [2, 3, 4]) report({ a: load });
    expect([monitor.health(0), monitor.health(1)]).toEqual([0, 1]);
  });

  test("reports that repeat the same bad value count one by one", () => {
    const { monitor, report, clock } = aMonitor({ fall: 3 });
    report(ALL);
    const seen: (number | undefined)[] = [];
    for (let second = 0; second < 4; second++) {
      clock.advance(1_000);
      if (second !== 1) report({ a: 2 });
      clock.advance(1);
      monitor.look();
      seen.push(monitor.health(0));
    }
    expect(seen).toEqual([1, 1, 1, 0]);
  });

  test("metrics that are gone are not damped: the gates decide at once", () => {
    const { monitor, report, clock, input } = aMonitor({ fall: 3 });
    report(ALL);
    expect(monitor.health(0)).toBe(1);
    clock.advance(15_000);
    expect(monitor.health(0)).toBeUndefined();
    input.sweep();
    report({ a: 5 });
    expect(monitor.health(0)).toBe(0);
  });

  test("ends with the monitor", () => {
    const { monitor, report } = aMonitor({ fall: 2 });
    report(ALL);
    monitor.close();
    report({ a: 2 });
    report({ a: 3 });
    expect(monitor.health(0)).toBe(1);
  });
});
