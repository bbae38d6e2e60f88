import { prometheusName } from "@signalbox/monitoring-model";
import type { SeriesKey } from "@signalbox/timeseries-store";
import protobuf from "protobufjs/minimal.js";
import { compress } from "snappyjs";
import type { Samples } from "./sample-batch.js";
import type { SeriesTable } from "./series-table.js";

/** Tags of the fields: number times 8, plus 2 for something with a length, 1 for a double, 0 for an integer. */
const TIMESERIES = 10;
const LABELS = 10;
const SAMPLES = 18;
const NAME = 10;
const VALUE = 18;
const SAMPLE_VALUE = 9;
const SAMPLE_TIME = 16;
const US_PER_MS = 1000;

type Writer = ReturnType<typeof protobuf.Writer.create>;

/**
 * The body of a request: Prometheus remote-write 1.0, `prometheus.WriteRequest`, compressed as a snappy block. The points of a series
 * stand together, by time; of several in one millisecond, which is all the receiver can tell apart, the last one counts.
 */
export function writeRequest(samples: Samples, table: SeriesTable): Buffer {
  const writer = protobuf.Writer.create();
  for (const [series, places] of placesOf(samples)) {
    writer.uint32(TIMESERIES).fork();
    writeLabels(writer, table.keyOf(series));
    writeSamples(writer, samples, places);
    writer.ldelim();
  }
  return compress(Buffer.from(writer.finish()));
}

/** By series in the order of their first points, each sorted by time; of one time in the order of arrival. */
function placesOf({ series, ts }: Samples): Map<number, number[]> {
  const bySeries = new Map<number, number[]>();
  for (let at = 0; at < series.length; at += 1) {
    const number = series[at] ?? 0;
    const places = bySeries.get(number);
    if (places) places.push(at);
    else bySeries.set(number, [at]);
  }
  for (const places of bySeries.values()) places.sort((a, b) => (ts[a] ?? 0) - (ts[b] ?? 0));
  return bySeries;
}

function writeSamples(writer: Writer, { ts, values }: Samples, places: readonly number[]): void {
  for (const [at, place] of places.entries()) {
    const timeMs = msOf(ts[place]);
    if (at + 1 < places.length && msOf(ts[places[at + 1] ?? 0]) === timeMs) continue;
    writer.uint32(SAMPLES).fork();
    writer.uint32(SAMPLE_VALUE).double(values[place] ?? 0);
    writer.uint32(SAMPLE_TIME).int64(timeMs);
    writer.ldelim();
  }
}

const msOf = (tsUs: number | undefined): number => Math.floor((tsUs ?? 0) / US_PER_MS);

/** Sorted by name, as the receiver demands; an empty label is none. The same as in the exposition, but for the URN, which may change. */
export function labelsOf({ source, objectType, event, objectId }: SeriesKey): [string, string][] {
  const name = prometheusName(event);
  const labels: [string, string][] = [
    ["__name__", name],
    ["event", name === `ops_monitoring_${event}` ? "" : event],
    ["id", objectId],
    ["source", source],
    ["type", objectType],
  ];
  return labels.filter(([, value]) => value !== "");
}

function writeLabels(writer: Writer, series: SeriesKey): void {
  for (const [name, value] of labelsOf(series)) {
    writer.uint32(LABELS).fork();
    writer.uint32(NAME).string(name);
    writer.uint32(VALUE).string(value);
    writer.ldelim();
  }
}
