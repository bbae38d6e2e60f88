import type { Logger } from "@signalbox/telemetry";

/** Events of these two levels since the start. */
export class LogCounts {
  errors = 0;
  warnings = 0;
}

/** `log` and its children, counting what goes through them. */
export function countedLog(log: Logger, counts: LogCounts): Logger {
  return {
    log: (event) => {
      if (event.level === "error") counts.errors++;
      else if (event.level === "warning") counts.warnings++;
      log.log(event);
    },
    child: (component) => countedLog(log.child(component), counts),
    setLevel: (level) => log.setLevel(level),
    get isDebug() {
      return log.isDebug;
    },
    close: () => log.close(),
  };
}
