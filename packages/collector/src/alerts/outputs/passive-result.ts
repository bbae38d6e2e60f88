import { oneLine } from "@signalbox/errors";
import { level } from "../alert-level.js";
import type { AlertNotice } from "../alert-state.js";

const MS_PER_SECOND = 1000;
const MAX_NAME_CHARS = 200;
const STITCHER = "scs-geni";

/** The host and service of Nagios that a notice is a result of. */
export interface PassiveService {
  readonly host: string;
  readonly service: string;
}

type Named = Pick<AlertNotice, "rule" | "source" | "objectType" | "event" | "objectId">;

/**
 * What the generated Nagios configuration calls it (datastore-polling, 7.2): availability of an aggregate is a service of that
 * aggregate's host, a stitching experiment one of the stitcher's, any other experiment one of its check store's. What is not in it
 * is `<rule>:<object>` on the host of the store.
 */
export function passiveService(notice: Named): PassiveService {
  const { rule, source, objectType, event, objectId } = notice;
  if (objectType === "aggregate" && event === "is_available") {
    return { host: nagiosName(objectId), service: nagiosName(`${source}:${event}`) };
  }
  if (objectType !== "experiment") {
    return { host: nagiosName(source), service: nagiosName(`${rule}:${objectId}`) };
  }
  return objectId.endsWith("_stitching")
    ? { host: STITCHER, service: nagiosName(`${source}:${objectId}`) }
    : { host: nagiosName(source), service: nagiosName(objectId) };
}

/**
 * A name without what Nagios forbids in names, or would take for the end of a field, of a line or for a comment. The same in results
 * and in the generated configuration.
 */
export function nagiosName(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what must not pass
  const name = text.replace(/[`~!$%^&*"|'<>?,()=;#\\\s\u0000-\u001f\u007f-\u009f]/g, "_");
  return name.slice(0, MAX_NAME_CHARS) || "_";
}

/** One line of the external command file, line feed included. */
export function passiveResult(notice: AlertNotice): string {
  const { host, service } = passiveService(notice);
  const time = Math.floor(notice.atMs / MS_PER_SECOND);
  const code = level[notice.level];
  const text = oneLine(`${notice.level.toUpperCase()} - ${notice.text}`);
  return `[${time}] PROCESS_SERVICE_CHECK_RESULT;${host};${service};${code};${text}\n`;
}
