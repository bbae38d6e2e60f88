import { describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { AppError } from "@signalbox/errors";
import {
  DeliveryQueue,
  Undeliverable,
  type DeliveryQueueOptions,
} from "../../../src/alerts/outputs/delivery-queue.js";

/** A receiver that answers when it is told to. */
class Receiver {
  readonly clock = new FakeClock();
  readonly asked: (readonly number[])[] = [];
  readonly troubles: string[] = [];
  readonly queue: DeliveryQueue<number>;
  #answer: { resolve: () => void; reject: (reason: unknown) => void } | undefined;

  constructor(options: Partial<DeliveryQueueOptions<number>> = {}) {
    this.queue = new DeliveryQueue<number>({
      maxWaiting: 3,
      maxBatch: 2,
      initialDelayMs: 1000,
      maxDelayMs: 4000,
      clock: this.clock,
      random: () => 0.999_999_999,
      onTrouble: ({ message }) => this.troubles.push(message),
      deliver: (batch) =>
        new Promise((resolve, reject) => {
          this.asked.push(batch);
          this.#answer = { resolve, reject };
        }),
      ...options,
    });
  }

  async takes(): Promise<void> {
    this.#answer?.resolve();
    await settled();
  }

  async fails(reason: unknown = new AppError("unavailable", "nobody there")): Promise<void> {
    this.#answer?.reject(reason);
    await settled();
  }

  async wait(ms: number): Promise<void> {
    this.clock.advance(ms);
    await settled();
  }
}

/** Lets every promise that can go on do so. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

describe("a delivery queue", () => {
  test("hands over in order, in batches, what came meanwhile with the next", async () => {
    const receiver = new Receiver();
    for (const item of [1, 2, 3, 4]) receiver.queue.push(item);
    await receiver.takes();
    await receiver.takes();
    await receiver.takes();
    expect(receiver.asked).toEqual([[1], [2, 3], [4]]);
    expect(receiver.queue.counts()).toEqual({ delivered: 4, dropped: 0, failures: 0, waiting: 0 });
    receiver.queue.push(5);
    expect(receiver.asked).toHaveLength(4);
  });

  test("repeats what failed after pauses that double up to a limit, and tells of it once", async () => {
    const receiver = new Receiver();
    receiver.queue.push(1);
    for (const delayMs of [1000, 2000, 4000, 4000]) {
      await receiver.fails();
      const before = receiver.asked.length;
      await receiver.wait(delayMs - 10);
      expect(receiver.asked).toHaveLength(before);
      await receiver.wait(10);
      expect(receiver.asked).toHaveLength(before + 1);
    }
    await receiver.takes();
    expect(receiver.queue.counts()).toEqual({ delivered: 1, dropped: 0, failures: 4, waiting: 0 });
    expect(receiver.troubles).toEqual(["nobody there"]);
  });

  test("drops the oldest of too many that wait, and counts them", async () => {
    const receiver = new Receiver();
    for (let item = 0; item < 10; item += 1) receiver.queue.push(item);
    await receiver.takes();
    await receiver.takes();
    await receiver.takes();
    expect(receiver.asked).toEqual([[0], [7, 8], [9]]);
    expect(receiver.queue.counts()).toMatchObject({ delivered: 4, dropped: 6 });
  });

  test("drops what the receiver will never take, and goes on", async () => {
    const receiver = new Receiver();
    receiver.queue.push(1);
    receiver.queue.push(2);
    await receiver.fails(new Undeliverable("refused"));
    await receiver.takes();
    expect(receiver.asked).toEqual([[1], [2]]);
    expect(receiver.queue.counts()).toMatchObject({ delivered: 1, dropped: 1, failures: 0 });
    expect(receiver.troubles).toEqual(["refused"]);
  });

  test("ends with what waits delivered when there is time", async () => {
    const receiver = new Receiver();
    receiver.queue.push(1);
    receiver.queue.push(2);
    const closed = receiver.queue.close(1000);
    await receiver.takes();
    await receiver.takes();
    await closed;
    expect(receiver.queue.counts()).toMatchObject({ delivered: 2, dropped: 0 });
    expect(receiver.clock.pendingTimers).toBe(0);
  });

  test("ends in time although nobody takes anything, with all dropped and counted", async () => {
    const receiver = new Receiver({ initialDelayMs: 60_000, maxDelayMs: 60_000 });
    for (const item of [1, 2, 3]) receiver.queue.push(item);
    await receiver.fails();
    const closed = receiver.queue.close(1000);
    await receiver.wait(1000);
    await closed;
    receiver.queue.push(4);
    expect(receiver.queue.counts()).toMatchObject({ delivered: 0, dropped: 4, waiting: 0 });
  });
});
