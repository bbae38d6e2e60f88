import { Counter, type Registry } from "prom-client";

/** What happens to any service, whatever it does; to be called as it happens. */
export interface OperationMetrics {
  /** A reload of the configuration was asked for and ended so. */
  onReload(result: "done" | "failed"): void;
  /** A log line was lost: its destination was down or too slow, and the buffer full. */
  onLogDropped(): void;
}

/** Registers the metrics every service has, beside those of its own. */
export function operationMetrics(registry: Registry): OperationMetrics {
  const registers = [registry];
  const reloads = new Counter({
    name: "signalbox_config_reloads_total",
    help: "Reloads of the configuration, by result; after a failed one the old configuration is in force.",
    labelNames: ["result"] as const,
    registers,
  });
  const dropped = new Counter({
    name: "signalbox_log_lines_dropped_total",
    help: "Log lines lost because their destination was down or too slow and the buffer was full.",
    registers,
  });
  for (const result of ["done", "failed"] as const) reloads.inc({ result }, 0);
  return { onReload: (result) => reloads.inc({ result }), onLogDropped: () => dropped.inc() };
}
