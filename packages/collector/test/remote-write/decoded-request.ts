import protobuf from "protobufjs";
import { uncompress } from "snappyjs";

/** The message as the protocol describes it, read by a reader of its own. */
const WriteRequest = protobuf
  .parse(
    `syntax = "proto3";
     package prometheus;
     message Label { string name = 1; string value = 2; }
     message Sample { double value = 1; int64 timestamp = 2; }
     message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; }
     message WriteRequest { repeated TimeSeries timeseries = 1; }`,
    { keepCase: true },
  )
  .root.lookupType("prometheus.WriteRequest");

export interface DecodedSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly labelNames: readonly string[];
  readonly samples: readonly (readonly [timeMs: number, value: number])[];
}

interface PlainRequest {
  readonly timeseries: readonly {
    readonly labels: readonly { readonly name: string; readonly value: string }[];
    readonly samples: readonly { readonly timestamp: number; readonly value: number }[];
  }[];
}

/** What a receiver would make of a body. */
export function decoded(body: Buffer): DecodedSeries[] {
  const message = WriteRequest.decode(uncompress(body));
  // The message is of the type above.
  const { timeseries } = WriteRequest.toObject(message, {
    longs: Number,
    arrays: true,
    defaults: true,
  }) as unknown as PlainRequest;
  return timeseries.map(({ labels, samples }) => ({
    labels: Object.fromEntries(labels.map(({ name, value }) => [name, value])),
    labelNames: labels.map(({ name }) => name),
    samples: samples.map(({ timestamp, value }) => [timestamp, value]),
  }));
}
