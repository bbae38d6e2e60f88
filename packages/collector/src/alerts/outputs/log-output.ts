import type { LogEvent, Logger, LogLevel } from "@signalbox/telemetry";
import type { AlertLevelName } from "../alert-level.js";
import type { AlertNotice } from "../alert-state.js";
import type { AlertOutput } from "./alert-output.js";

const LOG_LEVEL: Readonly<Record<AlertLevelName, LogLevel>> = {
  ok: "notice",
  warning: "warning",
  critical: "error",
  unknown: "warning",
};

/** Changes of state in the service's log. A first state that is OK is not worth a line. */
export function logOutput(logger: Pick<Logger, "log">): AlertOutput {
  let delivered = 0;
  return {
    name: "log",
    send: (notice) => {
      if (notice.kind === "first" && notice.level === "ok") return;
      logger.log(alertEvent(notice));
      delivered += 1;
    },
    counts: () => ({ delivered, dropped: 0, failures: 0, waiting: 0 }),
    close: () => Promise.resolve(),
  };
}

function alertEvent(notice: AlertNotice): LogEvent {
  const { rule, source, objectType, event, objectId, level, previous = "none", kind } = notice;
  const fields = { rule, source, object_type: objectType, event, object_id: objectId };
  return {
    level: LOG_LEVEL[level],
    event: "alert",
    message: `${rule} ${level.toUpperCase()}: ${notice.text}`,
    fields: { ...fields, state: level, previous, kind },
  };
}
