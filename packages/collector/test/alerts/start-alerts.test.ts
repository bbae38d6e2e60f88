import { describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { AppError } from "@signalbox/errors";
import type { LogEvent } from "@signalbox/telemetry";
import type { AlertRule } from "../../src/alerts/alert-rule.js";
import type { AlertNotice } from "../../src/alerts/alert-state.js";
import { derivedEvent } from "../../src/alerts/derived-event.js";
import { startAlerts, type AlertLimits, type Alerts } from "../../src/alerts/start-alerts.js";
import { aRule } from "./a-rule.js";
import { AlertStoreFake } from "./a-store.js";
import { cpuOf, PERIOD_MS } from "./an-alerter.js";

const SETTINGS = {
  intervalMs: 30_000,
  repeatMs: 0,
  logs: false,
  nagiosCommandFile: "",
  webhookUrl: "",
  webhookToken: "",
  maxWaiting: 100,
  defaultPeriodMs: PERIOD_MS,
};

interface Site {
  readonly clock: FakeClock;
  readonly store: AlertStoreFake;
}

const aSite = (): Site => ({ clock: new FakeClock(), store: new AlertStoreFake() });

async function started(
  { clock, store }: Site,
  rules: readonly AlertRule[],
  limits: Partial<AlertLimits> = {},
) {
  const notices: AlertNotice[] = [];
  const logged: LogEvent[] = [];
  const counts = { delivered: 0, dropped: 0, failures: 0, waiting: 0 };
  const alerts = await startAlerts({
    settings: { ...SETTINGS, rules },
    store,
    clock,
    random: () => 0,
    logger: { log: (event) => logged.push(event) },
    limits,
    outputs: [
      {
        name: "test",
        send: (notice) => notices.push(notice),
        counts: () => counts,
        close: () => Promise.resolve(),
      },
    ],
  });
  const told = (): readonly string[] =>
    notices.splice(0).map(({ kind, level, objectId }) => `${kind} ${level} ${objectId}`);
  const point = (objectId: string, value: number): void =>
    alerts.listener([{ series: cpuOf(objectId), ts: [clock.wallMs() * 1000], values: [value] }]);
  return { alerts, told, point, logged };
}

function levelsOf(alerts: Alerts): readonly string[] {
  return alerts.states().map(({ objectId, level, sinceMs }) => `${objectId} ${level} ${sinceMs}`);
}

describe("rules at work", () => {
  test("tell of points that were stored, and of silence at a tick", async () => {
    const site = aSite();
    const { alerts, told, point } = await started(site, [aRule({ warning: "0:50" })]);
    point("pc1", 99);
    await alerts.settle();
    expect(told()).toEqual(["first warning pc1"]);
    expect(alerts.states()).toMatchObject([{ rule: "busy", objectId: "pc1", level: "warning" }]);

    site.clock.advance(2 * PERIOD_MS + 1);
    await alerts.settle();
    expect(told()).toEqual(["change unknown pc1"]);
    await alerts.close();
    expect(site.clock.pendingTimers).toBe(0);
  });

  test("know after a restart what was told before it", async () => {
    const site = aSite();
    const rules = [aRule({ warning: "0:50", forUs: 600_000_000, hysteresis: 10 })];
    const before = await started(site, rules);
    for (const value of [99, 99, 99]) {
      before.point("pc1", value);
      before.point("pc2", 1);
      await before.alerts.settle();
      site.clock.advance(PERIOD_MS);
    }
    expect(before.told()).toEqual(["first ok pc1", "first ok pc2", "change warning pc1"]);
    await before.alerts.close();

    site.clock.advance(3_600_000);
    const after = await started(site, rules);
    expect(levelsOf(after.alerts)).toEqual(levelsOf(before.alerts));
    await after.alerts.settle();
    // Within the hysteresis of 10: still a warning, of which everybody knows.
    after.point("pc1", 45);
    await after.alerts.settle();
    expect(after.told()).toEqual([]);
    site.clock.advance(1000);
    after.point("pc1", 40);
    await after.alerts.settle();
    expect(after.told()).toEqual(["change ok pc1"]);
    await after.alerts.close();
  });

  test("forget states of rules that were taken away", async () => {
    const site = aSite();
    const before = await started(site, [aRule({ warning: "0:50" })]);
    before.point("pc1", 1);
    await before.alerts.close();
    expect(site.store.saved.size).toBe(1);
    const after = await started(site, [aRule({ name: "other", warning: "0:50" })]);
    expect(after.alerts.states()).toEqual([]);
    expect(site.store.saved.size).toBe(0);
    await after.alerts.close();
  });

  test("start anew from states that cannot be read", async () => {
    const site = aSite();
    const key = "busy\nsite-a\nnode\ncpu_util\npc1";
    site.store.saved.set(key, "{").set(`${key}2`, '{"level":9}').set("x", "{}");
    const { alerts } = await started(site, [aRule({ warning: "0:50" })]);
    expect(alerts.states()).toEqual([]);
    expect(site.store.saved.size).toBe(0);
    await alerts.close();
  });

  test("save again what could not be saved", async () => {
    const site = aSite();
    const { alerts, point, logged } = await started(site, [aRule({ warning: "0:50" })]);
    site.store.failure = new AppError("unavailable", "the store is away");
    point("pc1", 99);
    await alerts.settle();
    expect(logged.map(({ event }) => event)).toEqual(["alerts_failed"]);
    expect(site.store.saved.size).toBe(0);
    await alerts.settle();
    expect(site.store.saved.size).toBe(1);
    await alerts.close();
  });

  test("take percentages from the inventory, which is read once in a while", async () => {
    const site = aSite();
    const rule = aRule({ event: "mem_util", derived: derivedEvent("mem_util"), critical: "0:75" });
    const { alerts, told } = await started(site, [rule]);
    site.store.documents.set("pc1", { "ops_monitoring:mem_total_kb": 1000 });
    for (let turn = 0; turn < 3; turn += 1) {
      const series = { ...cpuOf("pc1"), event: "mem_used_kb" };
      alerts.listener([{ series, ts: [site.clock.wallMs() * 1000], values: [800] }]);
      await alerts.settle();
      site.clock.advance(PERIOD_MS / 2);
    }
    expect(told()).toEqual(["first critical pc1"]);
    expect(alerts.states()).toMatchObject([{ value: 80 }]);
    expect(site.store.reads).toBe(1);
    await alerts.close();
  });

  test("skip the oldest of too many points that wait, and say so", async () => {
    const site = aSite();
    const rules = [aRule({ warning: "0:50" })];
    const { alerts, point, logged } = await started(site, rules, { maxWaitingPoints: 2 });
    for (const id of ["a", "b", "c"]) point(id, 1);
    await alerts.settle();
    expect(alerts.states().map(({ objectId }) => objectId)).toEqual(["b", "c"]);
    expect(alerts.stats()).toMatchObject({ states: 2, skippedPoints: 1, waitingPoints: 0 });
    expect(logged.map(({ event }) => event)).toEqual(["alert_points_skipped"]);
    await alerts.close();
  });
});
