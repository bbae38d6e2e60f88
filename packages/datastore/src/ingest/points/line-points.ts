import type { Steps } from "@signalbox/clock";
import { eventOfMetric, isInfoType } from "@signalbox/monitoring-model";
import {
  LineParser,
  tagValue,
  type Field,
  type Instant,
  type LineReport,
  type NameCache,
  type Point,
  type Precision,
  type Series,
} from "@signalbox/telegraf-ingest";
import { HostMetrics } from "../telegraf/host-metrics.js";
import type { Columns, PointBatch } from "./point-batch.js";

/** A measurement whose object type is in the tag `type`. */
const OPS_MONITORING = "ops_monitoring";
/** Bytes read between two turns: some hundred lines, a millisecond or two when all their names are new. */
const BYTES_PER_STEP = 16 * 1024;
const US_PER_SECOND = 1_000_000;
const NANOS_PER_US = 1000;

export interface LinePointsOptions {
  readonly batch: PointBatch;
  readonly hosts: HostMetrics;
}

/**
 * Takes samples in the way of line protocol: the measurement is the object type, or `ops_monitoring` with the tag `type`; the tag
 * `id` names the object; each field is an event. What Telegraf measures of a host is translated (`hostRules`).
 */
export class LinePoints {
  readonly #batch: PointBatch;
  readonly #hosts: HostMetrics;
  /** By series, of which the reader of lines has one object for all lines that share it. */
  readonly #sinks = new Map<Series, Map<string, Columns | string>>();

  constructor({ batch, hosts }: LinePointsOptions) {
    this.#batch = batch;
    this.#hosts = hosts;
  }

  /** @throws AppError `item_too_large` above the limit of points */
  take(point: Point): void {
    const { measurement } = point.series;
    const tsUs = microsecondsOf(point.time);
    if (measurement === OPS_MONITORING || isInfoType(measurement)) this.#takeEvents(point, tsUs);
    else if (HostMetrics.knows(measurement)) this.#hosts.take(point, tsUs);
    else {
      const reason = `measurement ${measurement} is neither an object type, ${OPS_MONITORING}, nor a host metric that is understood`;
      this.#batch.reject({}, "unused", reason, tsUs);
    }
  }

  end(): void {
    this.#hosts.end();
  }

  #takeEvents({ series, fields }: Point, tsUs: number): void {
    let sinks = this.#sinks.get(series);
    if (!sinks) {
      sinks = new Map();
      this.#sinks.set(series, sinks);
    }
    for (const field of fields) {
      let columns = sinks.get(field.key);
      if (columns === undefined) {
        columns = this.#columnsFor(series, field.key);
        sinks.set(field.key, columns);
      }
      this.#batch.count();
      if (typeof columns === "string") {
        this.#batch.reject(nameIn(series, field.key), "bad_series", columns, tsUs);
      } else this.#addField(columns, field, tsUs);
    }
  }

  #columnsFor(series: Series, key: string): Columns | string {
    const { type, event, id } = nameIn(series, key);
    if (type === undefined) return `${OPS_MONITORING} has no tag type`;
    if (id === undefined) return `${series.measurement} has no tag id`;
    return this.#batch.columnsOf(type, event, id);
  }

  #addField(columns: Columns, { kind, value }: Field, tsUs: number): void {
    if (kind === "float") this.#batch.add(columns, tsUs, value);
    else if (kind === "boolean") this.#batch.add(columns, tsUs, value ? 1 : 0);
    else if (typeof value === "number") this.#batch.add(columns, tsUs, value);
    else {
      const { objectType: type, event, objectId: id } = columns.series;
      const reason =
        kind === "string"
          ? "the field is a text"
          : "the field is an integer beyond 2^53, which cannot be kept exactly";
      this.#batch.reject({ type, event, id }, "bad_value", reason, tsUs);
    }
  }
}

function nameIn(series: Series, key: string) {
  const { measurement } = series;
  const type = measurement === OPS_MONITORING ? tagValue(series, "type") : measurement;
  const id = tagValue(series, "id");
  return {
    ...(type !== undefined && { type }),
    event: eventOfMetric(key) ?? key,
    ...(id !== undefined && { id }),
  };
}

/** Cut, not rounded. */
const microsecondsOf = ({ seconds, nanos }: Instant): number =>
  seconds * US_PER_SECOND + Math.floor(nanos / NANOS_PER_US);

/** Reads a body of line protocol in steps. Bad lines cost only themselves; they are in the report. */
export function* readLines(
  body: Buffer,
  points: LinePoints,
  options: {
    readonly arrival: Instant;
    readonly precision: Precision;
    readonly cache: NameCache;
  },
): Steps<LineReport> {
  const parser = new LineParser({ ...options, onPoint: (point) => points.take(point) });
  for (let from = 0; from < body.length; from += BYTES_PER_STEP) {
    parser.push(body.subarray(from, from + BYTES_PER_STEP));
    yield;
  }
  const report = parser.end();
  points.end();
  return report;
}
