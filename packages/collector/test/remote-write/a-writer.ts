import { FakeClock } from "@signalbox/clock/testing";
import type { Delivery, Receiver } from "../../src/remote-write/receiver.js";
import {
  RemoteWriter,
  type DropReason,
  type RemoteWriterOptions,
} from "../../src/remote-write/remote-writer.js";
import { decoded } from "./decoded-request.js";
import { KeptPoints } from "./kept-points.js";

export const T = 1_700_000_000_000_000;
export const SECOND_US = 1_000_000;
/** The value at second `n` is `n`. */
export const seconds = (...all: readonly number[]) =>
  all.map((n) => [T + n * SECOND_US, n] as const);

/** Keeps what it takes; answers as it is told, `sent` when nothing is told. */
export class FakeReceiver implements Receiver {
  readonly requests: (readonly [id: string, values: readonly number[]])[][] = [];
  readonly answers: Delivery[] = [];
  /** Requests that were posted, taken or not. */
  posts = 0;
  isClosed = false;
  /** Values that were taken, by id, in the order of their coming. */
  readonly taken = new Map<string, number[]>();
  /** Set: answers are kept back until it is called. */
  hold: Promise<void> | undefined;

  async post(body: Buffer, signal: AbortSignal): Promise<Delivery> {
    this.posts += 1;
    await this.hold;
    signal.throwIfAborted();
    const answer = this.answers.shift() ?? { kind: "sent" };
    if (answer.kind !== "sent") return answer;
    const request = decoded(body).map(
      ({ labels, samples }) => [labels["id"] ?? "", samples.map(([, value]) => value)] as const,
    );
    this.requests.push(request);
    for (const [id, values] of request)
      this.taken.set(id, [...(this.taken.get(id) ?? []), ...values]);
    return answer;
  }

  close(): void {
    this.isClosed = true;
  }
}

export interface TestWriter {
  readonly writer: RemoteWriter;
  readonly receiver: FakeReceiver;
  readonly kept: KeptPoints;
  readonly clock: FakeClock;
  readonly dropped: [number, DropReason][];
  readonly failures: string[];
  /** Stores points and tells the writer, as the collector does. */
  readonly put: (id: string, points: readonly (readonly [number, number])[]) => void;
}

export function aWriter(
  setup: Partial<RemoteWriterOptions> & {
    readonly receiver?: FakeReceiver;
    readonly kept?: KeptPoints;
    readonly clock?: FakeClock;
  } = {},
): TestWriter {
  const {
    receiver = new FakeReceiver(),
    kept = new KeptPoints(),
    clock = new FakeClock({ wallMs: T / 1000 }),
    ...more
  } = setup;
  const dropped: [number, DropReason][] = [];
  const failures: string[] = [];
  const writer = new RemoteWriter({
    receiver,
    store: kept,
    maxWaitingPoints: 100,
    batchPoints: 3,
    catchUpMs: 3_600_000,
    clock,
    random: () => 0.5,
    observer: {
      onDropped: (points, reason) => dropped.push([points, reason]),
      onFailure: (reason) => failures.push(reason),
    },
    ...more,
  });
  return {
    writer,
    receiver,
    kept,
    clock,
    dropped,
    failures,
    put: (id, points) => writer.listener(kept.put(id, points)),
  };
}

/** Lets everything happen that needs no time. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
