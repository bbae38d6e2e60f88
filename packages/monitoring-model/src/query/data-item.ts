import { metricOf } from "../events/event-name.js";
import { schemaUrl } from "../schema/schema-url.js";

/** One entry of a data reply but for `tsdata`, which a server writes after it (datastore-polling, 3.4). */
export interface DataItemHead {
  readonly $schema: string;
  /** `<event>:<object id>`. */
  readonly id: string;
  /** `selfRef` of the object; `null` when it has points but no info (9.12). */
  readonly subject: string | null;
  readonly eventType: string;
  readonly description: string;
  readonly units: string;
}

/** One point as it is sent. */
export interface DataPoint {
  /** Microseconds since 1970. */
  readonly ts: number;
  readonly v: number;
}

/** The head of one entry of a data reply. */
export function dataItem(series: {
  /** Without prefix. */
  readonly event: string;
  readonly objectType: string;
  readonly id: string;
  readonly subject: string | null;
  readonly units: string;
}): DataItemHead {
  const { event, objectType, id, subject, units } = series;
  const eventType = metricOf(event);
  return {
    $schema: schemaUrl("data"),
    id: `${event}:${id}`,
    subject,
    eventType,
    description: `${eventType} for ${id} of type ${objectType}`,
    units,
  };
}
