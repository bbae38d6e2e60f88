import { Counter, Gauge, type Registry } from "prom-client";
import type { Alerts, AlertStats } from "../alerts/start-alerts.js";

/** Metrics of rules and of where their notices go. */
export function alertMetrics(registry: Registry, alerts: Pick<Alerts, "stats">): void {
  const gauge = (name: string, help: string, of: (stats: AlertStats) => number): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(of(alerts.stats()));
      },
    });
  };
  gauge("collector_alert_states", "Series that rules watch.", ({ states }) => states);
  gauge(
    "collector_alert_waiting_points",
    "Points that wait for rules.",
    ({ waitingPoints }) => waitingPoints,
  );
  new Counter({
    name: "collector_alert_unseen_points_total",
    help: "Points that rules did not see: too many waited, too many series, or no known capacity.",
    labelNames: ["reason"] as const,
    registers: [registry],
    collect() {
      const { skippedPoints, refusedPoints, unknownCapacity } = alerts.stats();
      this.reset();
      this.inc({ reason: "overflow" }, skippedPoints);
      this.inc({ reason: "series" }, refusedPoints);
      this.inc({ reason: "capacity" }, unknownCapacity);
    },
  });
  new Counter({
    name: "collector_alert_notices_total",
    help: "Notices, by output and by what became of them.",
    labelNames: ["output", "outcome"] as const,
    registers: [registry],
    collect() {
      this.reset();
      for (const [output, counts] of Object.entries(alerts.stats().outputs)) {
        this.inc({ output, outcome: "delivered" }, counts.delivered);
        this.inc({ output, outcome: "dropped" }, counts.dropped);
      }
    },
  });
}
